// Reads what a mini-app's page says, away from the page of the chat: a message can be a hundred megabytes or a million
// pieces, and reading it takes its time. Hands on what has a known shape and is not too much.
import { Allowance } from "./Allowance";
import { type AppMessage, appMessage } from "./appMessages";

/** What the chat's page says: a port of an app's page, something for the app, or that all is over. */
export type ToBridge =
	| { do: "page"; updateMax: number }
	| { do: "tell"; message: unknown }
	| { do: "drop" }
	| { do: "end" };

/** What it hears: what an app says, whether it answers, that it says too much, and that the last was said. */
export type FromBridge = { app: AppMessage } | { silent: boolean } | { flood: true } | { ended: true };

/** How often an app is asked whether it is there, and after how long without an answer it is not. */
const pingMs = 3_000;
const silentMs = 9_000;
/** Updates that wait for their turn. */
const waitingMax = 1_000;

let port: MessagePort | undefined;
let updateMax = 0;
let heardMs = 0;
let silent = false;
const waiting: AppMessage[] = [];
// One event a second goes into the room with all that there is (Sender), so what counts is what has to be kept until then: an
// update of the largest size is worth five.
const updates = new Allowance(300, 20);
const updateBytes = 8_000;
/** How long a page that was closed is heard. */
const lastWordsMs = 1_000;
const realtime = new Allowance(120, 60);
const all = new Allowance(2_000, 500);
const refusals = new Allowance(20, 1);

const tell = (message: FromBridge): void => self.postMessage(message);

self.addEventListener("message", ({ data, ports }: MessageEvent<ToBridge>) => {
	switch (data.do) {
		case "page":
			drop();
			updateMax = data.updateMax;
			heardMs = Date.now();
			port = ports[0];
			port?.addEventListener("message", (event) => hear(event));
			port?.start();
			break;
		case "tell":
			port?.postMessage(data.message);
			break;
		case "drop":
			drop();
			break;
		case "end":
			// A page that goes away says what it still has to say while it goes.
			setTimeout(end, lastWordsMs);
	}
});

function end(): void {
	drop();
	// The outbox of the chat keeps them from here on.
	for (const message of waiting.splice(0)) tell({ app: message });
	tell({ ended: true });
}

function drop(): void {
	port?.close();
	port = undefined;
	if (silent) tell({ silent: false });
	silent = false;
}

function hear(event: MessageEvent): void {
	// Before its content is looked at, which is the expensive part.
	if (!all.take(Date.now())) {
		drop();
		tell({ flood: true });
		return;
	}
	const message = appMessage(event.data, updateMax);
	heardMs = Date.now();
	if (silent) {
		silent = false;
		tell({ silent });
	}
	if (message === null || typeof message === "string") refuse(message ?? "a message has no known shape");
	else pass(message);
}

function pass(message: AppMessage): void {
	if (message.type === "pong") return;
	if (message.type === "realtime") {
		// What comes live is worth nothing later.
		if (realtime.take(Date.now())) self.postMessage({ app: message }, [message.data]);
	} else if (message.type !== "sendUpdate" || (waiting.length === 0 && may(message))) {
		tell({ app: message });
	} else if (waiting.length < waitingMax) {
		waiting.push(message);
	} else {
		refuse("updates come faster than they can be sent (sendUpdateInterval)");
	}
}

/** Whether it may go now. */
function may(message: AppMessage): boolean {
	const bytes = message.type === "sendUpdate" ? JSON.stringify(message.update).length : 0;
	return updates.take(Date.now(), Math.max(1, bytes / updateBytes));
}

function refuse(why: string): void {
	if (refusals.take(Date.now())) port?.postMessage({ type: "refused", why });
}

setInterval(() => {
	while (waiting[0] && may(waiting[0])) {
		tell({ app: waiting[0] });
		waiting.shift();
	}
}, 250);

setInterval(() => {
	if (!port) return;
	port.postMessage({ type: "ping" });
	if (!silent && Date.now() - heardMs > silentMs) {
		silent = true;
		tell({ silent });
	}
}, pingMs);
