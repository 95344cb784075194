// The account as a whole: signing out, the password, the end.
import { type MatrixClient, MatrixError } from "matrix-js-sdk";
import { forgetOnNextPage } from "@/lib/store";
import { type AskPassword, confirmedBy } from "./recovery";
import { expectSignOut } from "./signedOut";

/** What runs before the token is given back; push unsubscribes there. */
const before = new Set<(client: MatrixClient) => Promise<void>>();

/** Registers something to be done before signing out. */
export function beforeSignOut(act: (client: MatrixClient) => Promise<void>): void {
	before.add(act);
}

/** Signs this device out and forgets all that is kept on it. Goes on when the server cannot be reached. */
export async function signOut(client: MatrixClient): Promise<void> {
	expectSignOut();
	await Promise.allSettled([...[...before].map((act) => act(client)), backedUp(client)]);
	forgetOnNextPage();
	await client.logout(true).catch(() => undefined);
	location.assign("/sign-in");
}

/** The SDK backs new keys up within ten seconds. */
const backupTries = 12;

/** Waits until the keys of what was just written are in the backup: without this device they exist nowhere else. */
async function backedUp(client: MatrixClient): Promise<void> {
	const crypto = client.getCrypto();
	if (!crypto || !(await crypto.getActiveSessionBackupVersion())) return;
	const here = (await crypto.exportRoomKeys()).length;
	for (let tries = 0; tries < backupTries; tries += 1) {
		const there = (await crypto.getKeyBackupInfo())?.count ?? 0;
		if (there >= here) return;
		await new Promise((resolve) => setTimeout(resolve, 1000));
	}
}

/** Deletes the account; `erase`: what was written is withdrawn as well. `false`: the person gave up. */
export async function deleteAccount(
	client: MatrixClient,
	erase: boolean,
	password: AskPassword,
): Promise<boolean> {
	// The answer to /sync that the token is gone may come before the answer to this.
	expectSignOut();
	let deleted = false;
	try {
		deleted = await confirmed(client, password, (auth) => client.deactivateAccount(auth ?? undefined, erase));
	} finally {
		if (!deleted) expectSignOut(false);
	}
	if (!deleted) return false;
	client.stopClient();
	forgetOnNextPage();
	location.assign("/");
	return true;
}

/** Changes the password; the other devices stay signed in unless told. */
export async function changePassword(
	client: MatrixClient,
	current: string,
	next: string,
	signOutOthers: boolean,
): Promise<void> {
	await confirmedBy(
		client,
		async () => current,
	)((auth) => client.setPassword((auth ?? undefined) as never, next, signOutOthers));
}

/** Runs a request that the server wants confirmed; `false` when the person did not give the password. */
export async function confirmed(
	client: MatrixClient,
	password: AskPassword,
	make: (auth: Parameters<Parameters<ReturnType<typeof confirmedBy>>[0]>[0]) => Promise<unknown>,
): Promise<boolean> {
	let gaveUp = false;
	const asked: AskPassword = async () => {
		const typed = await password();
		gaveUp = typed === null;
		return typed;
	};
	try {
		await confirmedBy(client, asked)(make);
		return true;
	} catch (error) {
		if (gaveUp && error instanceof MatrixError) return false;
		throw error;
	}
}
