// Puts the question "Is this you?" before everything else; put off, a banner leads back to it.
import { type ReactNode, useState } from "react";
import { useClient } from "@/matrix/react";
import { useOwnTrust } from "@/matrix/trust";
import { putOff, usePutOff } from "./later";
import { useStartOverWanted, wantStartOver } from "./over";
import { StartOver } from "./StartOver";
import { ThisDevice } from "./ThisDevice";

const closeOver = () => wantStartOver(false);

/** Shows its children, or the question. */
export function ConfirmGate({ children }: { children: ReactNode }) {
	const trust = useOwnTrust();
	const device = useClient().getDeviceId();
	const later = usePutOff() === device;
	const [began, setBegan] = useState(false);
	const needed = trust?.identity && !trust.verified && !later;
	// It stays until it is done: the new recovery key is shown when the device is confirmed already.
	if (needed && !began) setBegan(true);
	const over = useStartOverWanted();
	if (over) return <StartOver onDone={closeOver} onBack={closeOver} />;
	if (!needed && !began) return children;
	return (
		<ThisDevice
			onDone={() => {
				putOff(device);
				setBegan(false);
			}}
		/>
	);
}
