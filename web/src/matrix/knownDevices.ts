// The devices of people that this device has seen: a new one is told once, and then it is known.
import { keyValue } from "@/lib/store";

/** A device as others see it. */
export interface SeenDevice {
	id: string;
	/** Its Ed25519 fingerprint: the same id with another key is another device. */
	key: string;
	/** Whether its owner has confirmed it. */
	confirmed: boolean;
	name: string | null;
}

/** What was known of a person: fingerprints, and which of them were confirmed. */
export type Known = Record<string, boolean>;

const table = keyValue<Known>("known-devices");

/** What is known of a person; `undefined`: nobody has looked yet. */
export const knownDevices = (userId: string): Promise<Known | undefined> => table.get(userId);

/** Remembers all of a person's devices as known. */
export async function rememberDevices(userId: string, devices: readonly SeenDevice[]): Promise<void> {
	await table.set(userId, Object.fromEntries(devices.map((one) => [one.key, one.confirmed])));
}

/**
 * Which devices have to be told. The first time nothing is new; but what nobody has confirmed is told even then, if the
 * person has an identity that could have confirmed it.
 */
export function newDevices(
	known: Known | undefined,
	devices: readonly SeenDevice[],
	hasIdentity: boolean,
): SeenDevice[] {
	if (!known) return hasIdentity ? devices.filter((one) => !one.confirmed) : [];
	return devices.filter((one) => !(one.key in known) || (known[one.key] && !one.confirmed));
}
