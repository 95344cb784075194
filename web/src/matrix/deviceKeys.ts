// Whether the server and this device agree on the device's keys. They do not when the browser has thrown away part of
// what the app keeps: then nobody could read what is sent from here, and it is better said at once.
import { type MatrixClient, Method } from "matrix-js-sdk";
import { cryptoOf } from "./recovery";

interface KeysAnswer {
	device_keys?: Record<string, Record<string, { keys?: Record<string, string> } | undefined> | undefined>;
}

/** `true` also when the server has none yet, or cannot be asked. */
export async function keysAgree(client: MatrixClient): Promise<boolean> {
	const me = client.getSafeUserId();
	const device = client.getDeviceId() ?? "";
	try {
		const mine = await cryptoOf(client).getOwnDeviceKeys();
		const answer = await client.http.authedRequest<KeysAnswer>(Method.Post, "/keys/query", undefined, {
			device_keys: { [me]: [device] },
		});
		const theirs = answer.device_keys?.[me]?.[device]?.keys?.[`ed25519:${device}`];
		return theirs === undefined || theirs === mine.ed25519;
	} catch {
		return true;
	}
}
