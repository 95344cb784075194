// How far another person's identity is trusted, and which of their devices are new.
import type { MatrixClient, Room } from "matrix-js-sdk";
import { CryptoEvent } from "matrix-js-sdk/lib/crypto-api/CryptoEvent";
import { useCallback, useEffect, useState } from "react";
import { knownDevices, newDevices, rememberDevices, type SeenDevice } from "./knownDevices";
import { useClient } from "./react";
import { cryptoOf } from "./recovery";

/** What is known of a person's identity. */
export interface PersonTrust {
	/** Compared with them by emoji or QR code. */
	verified: boolean;
	/** It is not the identity any more that this device has seen before. */
	changed: boolean;
	/** The one before was verified. */
	wasVerified: boolean;
	/** Whether there is an identity to verify. */
	exists: boolean;
}

const changes = [CryptoEvent.UserTrustStatusChanged, CryptoEvent.DevicesUpdated] as const;

/** After a screen was opened, or something changed, before anything is looked up. */
const pauseMs = 250;

/** Runs a look at the start and after each change that concerns one of these people; gives the newest result. */
function useLook<V>(
	userIds: readonly string[],
	look: (client: MatrixClient) => Promise<V>,
): [V | null, () => void] {
	const client = useClient();
	const [value, setValue] = useState<V | null>(null);
	const [turn, setTurn] = useState(0);
	const key = userIds.join(" ");
	// biome-ignore lint/correctness/useExhaustiveDependencies: `turn` asks for another look, `key` stands for the people
	useEffect(() => {
		let newest = true;
		// Not while the screen is being opened: switching chats stays quick, and a chat that is only passed costs nothing.
		const timer = setTimeout(() => {
			look(client).then(
				(found) => newest && setValue(found),
				() => undefined,
			);
		}, pauseMs);
		return () => {
			newest = false;
			clearTimeout(timer);
		};
	}, [client, key, turn]);
	useEffect(() => {
		const people = new Set(key.split(" "));
		const again = (who: string | readonly string[]) => {
			if (typeof who === "string" ? people.has(who) : who.some((one) => people.has(one)))
				setTurn((before) => before + 1);
		};
		for (const event of changes) client.on(event as never, again as never);
		return () => {
			for (const event of changes) client.off(event as never, again as never);
		};
	}, [client, key]);
	return [value, useCallback(() => setTurn((before) => before + 1), [])];
}

/** A person's identity, as it changes; `null` until it is known. */
export function usePersonTrust(userId: string): PersonTrust | null {
	return useLook([userId], (client) => personTrust(client, userId))[0];
}

/** Devices of a person that they have not confirmed, as they change. */
export function useUnconfirmedDevices(userId: string): readonly SeenDevice[] {
	const look = async (client: MatrixClient) =>
		(await devicesOf(client, userId)).filter((one) => !one.confirmed);
	return useLook([userId], look)[0] ?? [];
}

async function personTrust(client: MatrixClient, userId: string): Promise<PersonTrust> {
	const status = await cryptoOf(client).getUserVerificationStatus(userId);
	const verified = status.isCrossSigningVerified();
	const wasVerified = status.wasCrossSigningVerified();
	return {
		verified,
		wasVerified,
		changed: status.needsUserApproval || (wasVerified && !verified),
		exists: status.known,
	};
}

/** Takes a changed identity as the person's own from now on. */
export async function acceptIdentity(client: MatrixClient, userId: string): Promise<void> {
	const crypto = cryptoOf(client);
	const trust = await personTrust(client, userId);
	if (trust.wasVerified && !trust.verified) await crypto.withdrawVerificationRequirement(userId);
	await crypto.pinCurrentUserIdentity(userId);
}

/** In bigger groups nobody compares; the devices of so many people change every day. */
const peopleMax = 50;

/** What has to be told in a chat about the people in it. */
export interface RoomWarnings {
	/** People whose identity changed. */
	changed: readonly { userId: string; wasVerified: boolean }[];
	/** People with new devices. */
	devices: readonly { userId: string; devices: readonly SeenDevice[] }[];
}

const nothing: RoomWarnings = { changed: [], devices: [] };

/** Warnings of an encrypted chat, as they change, and how to look again. */
export function useRoomWarnings(room: Room): [RoomWarnings, () => void] {
	const client = useClient();
	const me = client.getSafeUserId();
	const people = room
		.getJoinedMembers()
		.map((member) => member.userId)
		.filter((userId) => userId !== me);
	const watched = room.hasEncryptionStateEvent() && people.length <= peopleMax ? people : [];
	const two = people.length === 1;
	const [found, again] = useLook(watched, () => warningsOf(client, watched, two));
	return [found ?? nothing, again];
}

async function warningsOf(
	client: MatrixClient,
	people: readonly string[],
	two: boolean,
): Promise<RoomWarnings> {
	const changed: { userId: string; wasVerified: boolean }[] = [];
	const devices: { userId: string; devices: SeenDevice[] }[] = [];
	for (const userId of people) {
		const trust = await personTrust(client, userId);
		if (trust.changed) changed.push({ userId, wasVerified: trust.wasVerified });
		const seen = await devicesOf(client, userId);
		const known = await knownDevices(userId).catch(() => undefined);
		const fresh = newDevices(known, seen, trust.exists).filter((one) => two || !one.confirmed);
		const ghosts = fresh.filter((one) => !one.confirmed);
		if (fresh.length > 0) devices.push({ userId, devices: ghosts.length > 0 ? ghosts : fresh });
		else if (seen.length > 0) await rememberDevices(userId, seen).catch(() => undefined);
	}
	return { changed, devices };
}

async function devicesOf(client: MatrixClient, userId: string): Promise<SeenDevice[]> {
	const crypto = cryptoOf(client);
	const devices = (await crypto.getUserDeviceInfo([userId])).get(userId);
	return Promise.all(
		[...(devices?.values() ?? [])]
			.filter((device) => !device.dehydrated)
			.map(async (device) => ({
				id: device.deviceId,
				key: device.getFingerprint() ?? device.deviceId,
				name: device.displayName ?? null,
				confirmed:
					(await crypto.getDeviceVerificationStatus(userId, device.deviceId))?.signedByOwner ?? false,
			})),
	);
}

/** The person has read it: these devices are known from now on. */
export async function acknowledgeDevices(client: MatrixClient, userId: string): Promise<void> {
	await rememberDevices(userId, await devicesOf(client, userId));
}

/** Own devices that signed in elsewhere since this one looked last; and how to say that they are known. */
export function useOwnNewDevices(): [readonly SeenDevice[], () => void] {
	const client = useClient();
	const me = client.getSafeUserId();
	const [found, again] = useLook([me], () => ownNewDevices(client, me));
	const known = useCallback(() => void acknowledgeDevices(client, me).finally(again), [client, me, again]);
	return [found ?? [], known];
}

async function ownNewDevices(client: MatrixClient, me: string): Promise<SeenDevice[]> {
	const seen = await devicesOf(client, me);
	const known = await knownDevices(me).catch(() => undefined);
	const others = seen.filter((one) => one.id !== client.getDeviceId());
	// What was there when this device came is not news to it.
	const fresh = known ? others.filter((one) => !(one.key in known)) : [];
	if (fresh.length === 0 && seen.length > 0) await rememberDevices(me, seen).catch(() => undefined);
	return fresh;
}
