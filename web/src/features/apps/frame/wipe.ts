// Deletes what a mini-app keeps at its origin on this device.
import { originOf } from "./origins";
import { unseen } from "./sandbox";

/** A server that says nothing for so long is away. */
const patienceMs = 15_000;

/** Rejects when the server is away, which alone can bring the page that deletes. */
export async function wipe(label: string): Promise<void> {
	const origin = await originOf(label);
	if (!origin) return;
	const done = await unseen(origin, "/-/wipe", patienceMs, (word) =>
		word === "wiped" ? true : word === "not wiped" ? false : undefined,
	);
	if (!done) throw new Error("the storage of the mini-app could not be deleted");
}
