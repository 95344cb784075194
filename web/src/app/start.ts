// What runs as long as somebody is inside: the client and the outbox. One run per page, whatever React does.
import type { MatrixClient } from "matrix-js-sdk";
import { prepareFile } from "@/features/media/upload";
import { startClient } from "@/matrix/client";
import { Outbox } from "@/matrix/outbox";
import type { Session } from "@/matrix/session";

/** The running parts. */
export interface Started {
	client: MatrixClient;
	outbox: Outbox;
}

let running: Promise<Started> | undefined;

/** Starts once; the same parts for every later call. */
export function start(session: Session): Promise<Started> {
	running ??= run(session);
	return running;
}

async function run(session: Session): Promise<Started> {
	const client = await startClient(session, () => undefined);
	const outbox = new Outbox(client, prepareFile);
	await outbox.resume().catch(() => undefined);
	return { client, outbox };
}
