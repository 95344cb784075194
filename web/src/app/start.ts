// What runs as long as somebody is inside: the client and the outbox. One run per page, whatever React does.
import type { MatrixClient } from "matrix-js-sdk";
import { prepareFile } from "@/features/media/upload";
import { SearchFeed } from "@/features/search/feed";
import { settings } from "@/lib/settings";
import { type StartStage, startClient } from "@/matrix/client";
import { Outbox } from "@/matrix/outbox";
import { followPreferences } from "@/matrix/preferences";
import { learnOwnProfile } from "@/matrix/profile";
import { watchBackup } from "@/matrix/restore";
import { roomListOf } from "@/matrix/rooms";
import type { Session } from "@/matrix/session";
import { openVerificationDesk } from "@/matrix/verification";
import { beginGlancing } from "./glancing";
import { beginNotifying } from "./notifying";
import { keepWholeApp } from "./updates";

/** The running parts. */
export interface Started {
	client: MatrixClient;
	outbox: Outbox;
	search: SearchFeed;
}

let running: Promise<Started> | undefined;

/** Starts once; the same parts for every later call. */
export function start(session: Session, stage: (now: StartStage) => void): Promise<Started> {
	running ??= run(session, stage);
	return running;
}

async function run(session: Session, stage: (now: StartStage) => void): Promise<Started> {
	const client = await startClient(session, stage);
	followPreferences(client);
	void beginNotifying(client);
	beginGlancing(client, session);
	void learnOwnProfile(client).catch(() => undefined);
	watchBackup(client);
	openVerificationDesk(client);
	const outbox = new Outbox(client, prepareFile);
	roomListOf(client).follow(outbox);
	await outbox.resume().catch(() => undefined);
	void keepWholeApp();
	const search = new SearchFeed(client);
	// First the person sees their chats.
	setTimeout(() => search.start(), 3_000);
	setTimeout(() => void exchangeFeed(client), 3_000);
	setTimeout(() => void beginMiniApps(client, outbox), 3_000);
	return { client, outbox, search };
}

/** What others do in mini-apps is taken up, and what I did and was not sent goes on. */
async function beginMiniApps(client: MatrixClient, outbox: Outbox): Promise<void> {
	const { miniAppsOf } = await import("@/matrix/miniApps/MiniApps");
	miniAppsOf(client, outbox);
}

/** What For You has learnt goes between one's devices, where one has switched that on. */
async function exchangeFeed(client: MatrixClient): Promise<void> {
	if (!settings().videoExchange) return;
	const { exchangeOf } = await import("@/features/video/foryou/exchange/Exchange");
	exchangeOf(client).follow();
}
