// The server does not know this device's token any more: it was signed out elsewhere, or the password is wanted again.
import { HttpApiEvent, type MatrixClient, type MatrixError } from "matrix-js-sdk";
import { request } from "./http";
import { leaveSession, type Session } from "./session";

/** What was typed until now is on disk by then: drafts are written when typing pauses, and not surely by a page that goes. */
const typedMs = 600;

let wanted = false;

/** The person signs out: the token's end is no surprise. `false`: they stay after all. */
export function expectSignOut(expected = true): void {
	wanted = expected;
}

/** Leads back to the door when the server refuses the token. A fresh page is the surest way to stop everything. */
export function watchToken(client: MatrixClient, session: Session): void {
	client.on(HttpApiEvent.SessionLoggedOut, (error: MatrixError) => {
		if (wanted) return;
		wanted = true;
		client.stopClient();
		void leaveSession(session, { soft: error.data?.soft_logout === true, why: "revoked" }).finally(() =>
			setTimeout(() => location.assign("/sign-in"), typedMs),
		);
	});
}

/** Gives this device up because its keys are damaged: the server forgets it, and the person signs in as a new one. */
export async function signInAnew(session: Session): Promise<void> {
	wanted = true;
	await leaveSession(session, { soft: false, why: "damaged" });
	await request("POST", "/_matrix/client/v3/logout", {
		accessToken: session.accessToken,
		body: {},
		timeoutMs: 5000,
	}).catch(() => undefined);
	location.assign("/sign-in");
}
