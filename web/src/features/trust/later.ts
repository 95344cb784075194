// Whether the question "Is this you?" was put off: for as long as this tab lives, over reloads, for one device.
import { useSyncExternalStore } from "react";

const key = "causeway.confirm-later";
const listeners = new Set<() => void>();
let later = read();

function read(): string | null {
	try {
		return sessionStorage.getItem(key);
	} catch {
		// Storage denied: asked again after a reload.
		return null;
	}
}

/** Puts the question off for a device, or (`null`) asks it now. */
export function putOff(deviceId: string | null): void {
	later = deviceId;
	try {
		if (deviceId) sessionStorage.setItem(key, deviceId);
		else sessionStorage.removeItem(key);
	} catch {
		// As above.
	}
	for (const listener of listeners) listener();
}

/** The device for which it was put off. */
export function usePutOff(): string | null {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => later,
	);
}
