// The devices that are signed in to the account (spec: device management).
import type { IMyDevice, MatrixClient } from "matrix-js-sdk";
import { CryptoEvent } from "matrix-js-sdk/lib/crypto-api/CryptoEvent";
import { useCallback, useEffect, useState } from "react";
import { confirmed } from "./account";
import { useClient } from "./react";
import { type AskPassword, cryptoOf } from "./recovery";

/** A device of mine. */
export interface OwnDevice {
	id: string;
	name: string | null;
	/** Unix milliseconds; `null` if the server does not say. */
	lastSeen: number | null;
	/** This one. */
	here: boolean;
	/** "confirmed" by the account's identity; "open": could be; "plain": has no encryption. */
	trust: "confirmed" | "open" | "plain";
	/** Ed25519, to compare by hand. */
	fingerprint: string | null;
}

/** All devices, this one first, then by when they were seen. `null` while they are loaded. */
export function useOwnDevices(): {
	devices: readonly OwnDevice[] | null;
	failed: boolean;
	again: () => void;
} {
	const client = useClient();
	const [devices, setDevices] = useState<readonly OwnDevice[] | null>(null);
	const [failed, setFailed] = useState(false);
	const again = useCallback(() => {
		listDevices(client).then(
			(found) => {
				setDevices(found);
				setFailed(false);
			},
			() => setFailed(true),
		);
	}, [client]);
	useEffect(() => {
		again();
		const events = [CryptoEvent.DevicesUpdated, CryptoEvent.UserTrustStatusChanged, CryptoEvent.KeysChanged];
		for (const event of events) client.on(event as never, again as never);
		return () => {
			for (const event of events) client.off(event as never, again as never);
		};
	}, [client, again]);
	return { devices, failed, again };
}

async function listDevices(client: MatrixClient): Promise<OwnDevice[]> {
	const { devices } = await client.getDevices();
	const me = client.getSafeUserId();
	const keys = (await cryptoOf(client).getUserDeviceInfo([me])).get(me);
	const listed = await Promise.all(
		devices
			.filter((device) => !keys?.get(device.device_id)?.dehydrated)
			.map(async (device) => ({
				...plain(device, client),
				fingerprint: keys?.get(device.device_id)?.getFingerprint() ?? null,
				trust: await trustOf(client, device.device_id, keys?.has(device.device_id) ?? false),
			})),
	);
	return listed.sort((a, b) => Number(b.here) - Number(a.here) || (b.lastSeen ?? 0) - (a.lastSeen ?? 0));
}

function plain(device: IMyDevice, client: MatrixClient) {
	return {
		id: device.device_id,
		name: device.display_name?.trim() || null,
		lastSeen: device.last_seen_ts ?? null,
		here: device.device_id === client.getDeviceId(),
	};
}

async function trustOf(client: MatrixClient, id: string, hasKeys: boolean): Promise<OwnDevice["trust"]> {
	if (!hasKeys) return "plain";
	const status = await cryptoOf(client).getDeviceVerificationStatus(client.getSafeUserId(), id);
	return status?.crossSigningVerified ? "confirmed" : "open";
}

/** Gives a device a name. */
export async function renameDevice(client: MatrixClient, id: string, name: string): Promise<void> {
	await client.setDeviceDetails(id, { display_name: name });
}

/** Signs devices out; the server wants the password. `false`: the person gave up. */
export async function signOutDevices(
	client: MatrixClient,
	ids: readonly string[],
	password: AskPassword,
): Promise<boolean> {
	return confirmed(client, password, (auth) => client.deleteMultipleDevices([...ids], auth ?? undefined));
}
