// What trust puts around the places: the question about this device, and questions of other devices and people.
import { lazy, type ReactNode, Suspense } from "react";
import { useVerificationDesk } from "@/matrix/verification";
import { ConfirmGate } from "./ConfirmGate";

/** With the codes to scan it is larger than the rest of trust, and seldom needed. */
export const loadVerifyDialog = async () => ({
	default: (await import("./verify/VerifyDialog")).VerifyDialog,
});
const VerifyDialog = lazy(loadVerifyDialog);

/** Once, around the router. */
export function TrustLayer({ children }: { children: ReactNode }) {
	const { open } = useVerificationDesk();
	return (
		<>
			<ConfirmGate>{children}</ConfirmGate>
			<Suspense>{open && <VerifyDialog />}</Suspense>
		</>
	);
}
