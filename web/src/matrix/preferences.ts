// Choices of this device that the client has to know: whether others see me, and which devices get my messages.
import { type MatrixClient, SetPresence } from "matrix-js-sdk";
import { AllDevicesIsolationMode, OnlySignedDevicesIsolationMode } from "matrix-js-sdk/lib/crypto-api";
import { type Settings, settings, subscribe } from "@/lib/settings";

/** Tells the client now and after each change. */
export function followPreferences(client: MatrixClient): void {
	let last: Settings | undefined;
	const follow = () => {
		const now = settings();
		if (now.presence !== last?.presence)
			client.setSyncPresence(now.presence ? undefined : SetPresence.Offline);
		if (now.confirmedOnly !== last?.confirmedOnly)
			client
				.getCrypto()
				?.setDeviceIsolationMode(
					now.confirmedOnly ? new OnlySignedDevicesIsolationMode() : new AllDevicesIsolationMode(false),
				);
		last = now;
	};
	follow();
	subscribe(follow);
}
