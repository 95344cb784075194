// What comes of mini-apps before anybody takes it: the first sync does not wait for them, and the SDK's time line has no
// place for what belongs to a message that was before me.
import { ClientEvent, type MatrixClient, type MatrixEvent } from "matrix-js-sdk";
import { belongsToApps } from "./events";

/** More are asked for by whoever looks. */
const most = 500;

type Take = (event: MatrixEvent) => void;

const desks = new WeakMap<MatrixClient, { take: Take | null; waiting: MatrixEvent[] }>();

/** Begins to listen; before the first sync. */
export function listenToApps(client: MatrixClient): void {
	const desk = { take: null as Take | null, waiting: [] as MatrixEvent[] };
	desks.set(client, desk);
	client.on(ClientEvent.Event, (event) => {
		if (!belongsToApps(event) || event.isState()) return;
		if (desk.take) desk.take(event);
		else desk.waiting = [...desk.waiting, event].slice(-most);
	});
}

/** Takes each event of a mini-app that comes, and those that came before. */
export function takeAppEvents(client: MatrixClient, take: Take): void {
	const desk = desks.get(client);
	if (!desk) return;
	desk.take = take;
	for (const event of desk.waiting) take(event);
	desk.waiting = [];
}
