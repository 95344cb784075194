// Invitations to this server: /_causeway/v1/invitations.
import type { MatrixClient } from "matrix-js-sdk";
import { request } from "./http";

/** One that I gave out. */
export interface Invitation {
	token: string;
	created_ts: number;
	expires_ts: number | null;
	/** Who came by it. */
	used_by: string | null;
}

/** What somebody is told who follows the link. */
export interface Greeting {
	valid: boolean;
	inviter: { user_id: string; displayname: string | null; avatar_url: string | null } | null;
}

const path = "/_causeway/v1/invitations";
const auth = (client: MatrixClient) => ({ accessToken: client.getAccessToken() ?? "" });

/** Makes one; good for one person. */
export const makeInvitation = (client: MatrixClient): Promise<{ token: string; expires_ts: number }> =>
	request("POST", path, { body: {}, ...auth(client) });

/** Mine, newest first. */
export async function myInvitations(client: MatrixClient): Promise<readonly Invitation[]> {
	const { invitations } = await request<{ invitations: Invitation[] }>("GET", path, auth(client));
	return invitations;
}

/** Takes one back. */
export const revokeInvitation = (client: MatrixClient, token: string): Promise<unknown> =>
	request("DELETE", `${path}/${encodeURIComponent(token)}`, auth(client));

/** Whose invitation it is; asked before anybody is signed in. */
export const greeting = (token: string): Promise<Greeting> =>
	request("GET", `${path}/${encodeURIComponent(token)}`);

/** By whose invitation I came. */
export async function invitedBy(client: MatrixClient): Promise<string | null> {
	const me = await request<{ invited_by: string | null }>("GET", "/_causeway/v1/me", auth(client));
	return me.invited_by;
}

/** The link to give away. */
export const invitationLink = (token: string): string =>
	`${location.origin}/join/${encodeURIComponent(token)}`;
