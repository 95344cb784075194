// Whether the host has reviewed a mini-app's file, as its directory says.
import type { MatrixClient } from "matrix-js-sdk";
import { call } from "../causeway";

const pageSize = 100;
/** So many mini-apps of a directory are looked through. */
const pagesMost = 20;

/**
 * Looks through all mini-apps of the directory, to the end whether or not it is among them: the server is asked the same,
 * whichever app somebody opens. Of each app the newest reviewed version is there.
 */
export async function isReviewed(client: MatrixClient, sha256: string): Promise<boolean> {
	let found = false;
	let from: string | null = null;
	for (let page = 0; page < pagesMost; page += 1) {
		const query: { kind: "mini_app"; limit: number; from: string | null } = {
			kind: "mini_app",
			limit: pageSize,
			from,
		};
		const { results, next }: Listed = await call(client.getAccessToken(), "get", "directory", { query });
		found ||= results.some((entry) => entry.mini_app?.sha256 === sha256 && !entry.withdrawn);
		if (!next) break;
		from = next;
	}
	return found;
}

interface Listed {
	results: readonly { mini_app?: { sha256: string } | null; withdrawn?: boolean }[];
	next: string | null;
}
