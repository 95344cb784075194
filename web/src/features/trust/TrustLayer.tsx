// What trust puts around the places: the question about this device, and questions of other devices and people.
import type { ReactNode } from "react";
import { ConfirmGate } from "./ConfirmGate";
import { VerifyDialog } from "./verify/VerifyDialog";

/** Once, around the router. */
export function TrustLayer({ children }: { children: ReactNode }) {
	return (
		<>
			<ConfirmGate>{children}</ConfirmGate>
			<VerifyDialog />
		</>
	);
}
