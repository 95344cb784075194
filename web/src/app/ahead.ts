// What the next taps need is loaded while nothing else is going on, so that no tap waits for a file.

import type { MatrixClient } from "matrix-js-sdk";
import { loadVerifyDialog } from "@/features/trust/TrustLayer";

/** The details of a chat, with all that the features add to them. */
export const loadDetails = () => import("./places/details");
/** The way into a room that I am not in. */
export const loadPreview = async () => ({ default: (await import("@/features/rooms/Preview")).Preview });

/** In the order in which they are likely to be needed. */
const next: readonly (() => Promise<unknown>)[] = [
	() => import("./places/chat"),
	() => import("@/features/chat/sheets/OpenSheet"),
	loadDetails,
	() => import("./places/contacts"),
	() => import("./places/me"),
	() => import("./places/video"),
	loadVerifyDialog,
];

/** Videos that a former page left on their way go on. */
export async function resumeUploads(client: MatrixClient): Promise<void> {
	await idle();
	const { uploadDesk } = await import("@/features/video/create/desk");
	uploadDesk(client);
}

/** Videos that are put in order on this device, for those who were there before. */
export async function wakeVideos(client: MatrixClient): Promise<void> {
	await idle();
	const { wakeFeed } = await import("@/features/video/foryou/engine");
	await wakeFeed(client);
}

/** A page that is hidden or busy loads it a little later all the same. */
const patienceMs = 5_000;

/** Loads one after the other. */
export async function loadAhead(): Promise<void> {
	for (const load of next) {
		await idle();
		// Offline, and not kept yet: whoever goes there is told.
		await load().catch(() => undefined);
	}
}

function idle(): Promise<void> {
	return new Promise((resolve) => {
		if ("requestIdleCallback" in window) requestIdleCallback(() => resolve(), { timeout: patienceMs });
		else setTimeout(resolve, 300);
	});
}
