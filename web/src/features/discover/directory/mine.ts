// What I put into the directory myself.
import type { MatrixClient } from "matrix-js-sdk";
import { call, type Told } from "@/matrix/causeway";
import { RequestError, request } from "@/matrix/http";

/** An entry of mine, also one that nobody else sees. */
export type MyEntry = Told<"MyDirectoryEntry">;

/** An entry as its owner writes it. */
export type Draft = Told<"NewDirectoryEntry">;

/** All of them. */
export async function myEntries(client: MatrixClient): Promise<readonly MyEntry[]> {
	return (await call(client.getAccessToken(), "get", "directory/mine")).entries;
}

/** Lists, or changes. A group is put into the list of public rooms first: without that it would not show. */
export async function putEntry(client: MatrixClient, id: string, draft: Draft): Promise<MyEntry> {
	if (draft.room_id)
		await request("PUT", `/_matrix/client/v3/directory/list/room/${encodeURIComponent(draft.room_id)}`, {
			accessToken: client.getAccessToken() ?? "",
			body: { visibility: "public" },
		});
	return call(client.getAccessToken(), "put", "directory/mine/{id}", { path: { id }, body: draft });
}

/** Takes it out again. */
export async function deleteEntry(client: MatrixClient, id: string): Promise<void> {
	await call(client.getAccessToken(), "delete", "directory/mine/{id}", { path: { id } });
}

/** Whether the domain says the same. */
export function checkDomain(client: MatrixClient, id: string): Promise<MyEntry> {
	return call(client.getAccessToken(), "post", "directory/mine/{id}/domain", { path: { id } });
}

/** What is said of a mini-app beside its manifest. */
export interface Published {
	app_id?: string;
	version?: string;
	category?: string;
	description?: string;
}

/** Sends the archive; the host looks at it before others see it. */
export async function publishApp(client: MatrixClient, archive: Blob, said: Published): Promise<MyEntry> {
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries(said)) if (value) query.set(name, value);
	const response = await fetch(`/_causeway/v1/directory/mini-apps?${query}`, {
		method: "POST",
		headers: {
			Authorization: `Bearer ${client.getAccessToken()}`,
			"Content-Type": "application/webxdc+zip",
		},
		body: archive,
		credentials: "omit",
	});
	const answer = (await response.json()) as MyEntry & { errcode?: string; error?: string };
	if (!response.ok)
		throw new RequestError(response.status, answer.errcode ?? "", answer.error ?? "", { ...answer });
	return answer;
}

/** An id that nobody has yet. */
export function freshId(): string {
	const random = crypto.getRandomValues(new Uint8Array(10));
	return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
