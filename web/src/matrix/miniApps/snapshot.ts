// A snapshot: the updates of a mini-app up to an event, in a file, by which somebody who came later learns what was
// before. Its maker could write into it what they like: it is taken up only by who cannot read the events themselves.
import type { MatrixEvent } from "matrix-js-sdk";
import { appIn, mark, updatesIn } from "./events";
import { type Arrived, type Logged, uidOf } from "./UpdateLog";

/** The event with the file. */
export const snapshotType = "io.causeway.xdc.snapshot";
/** The event that asks for one. */
export const askType = "io.causeway.xdc.ask";

type Json = Record<string, unknown>;

/** What a snapshot says beside its file. */
export interface SnapshotFacts {
	app: string;
	/** The newest event that it covers. */
	until: string;
	/** Whom it was made for. */
	for: readonly string[];
	/** The content of the app's message, which they cannot read either. */
	content: Json;
}

/**
 * Only the type of the relation, for push rules: the app's own message is not there for who asks, and an event that
 * belongs to one that is not there has no place in the time line.
 */
const related = { rel_type: mark };

/** The content of the question. */
export const askContent = (app: string): Json => ({ of: app, "m.relates_to": related });

/** The app that a question, or a snapshot, is about. */
export function askedOf({ of }: Json): string | null {
	return typeof of === "string" && of.startsWith("$") ? of : null;
}

/** The content of a snapshot but for the file. */
export const snapshotContent = ({ app, until, content, ...rest }: SnapshotFacts): Json => ({
	of: app,
	for: rest.for,
	until,
	app: content,
	info: { mimetype: "application/json" },
	"m.relates_to": related,
});

/** What a snapshot's event says; `null`: it is none. */
export function snapshotIn(event: MatrixEvent): SnapshotFacts | null {
	if (event.getType() !== snapshotType || event.isRedacted() || event.isState()) return null;
	const { for: whom, until, app: content, ...rest } = event.getContent();
	const app = askedOf(rest);
	if (!app || typeof until !== "string" || !Array.isArray(whom) || !appIn((content ?? {}) as Json))
		return null;
	return { app, until, content: content as Json, for: whom.filter((one) => typeof one === "string") };
}

/** The file. */
export function snapshotFile(updates: readonly Logged[]): Blob {
	const list = updates.map(({ uid, eventId, sender, ts, addr, update, hearsay }) => ({
		event_id: eventId,
		sender,
		ts,
		update: JSON.stringify({
			...update,
			id: uid.startsWith(`${sender} `) ? uid.slice(sender.length + 1) : "",
			addr,
		}),
		...(hearsay && { hearsay }),
	}));
	return new Blob([JSON.stringify({ version: 1, updates: list })], { type: "application/json" });
}

/** More are in no snapshot. */
const most = 200_000;

/** The updates in a file, as strict as those in events; throws for what is no snapshot. `made`: by which person. */
export async function updatesOf(
	bytes: Uint8Array,
	made: "mine" | "another's" = "another's",
): Promise<Arrived[]> {
	const { version, updates } = JSON.parse(new TextDecoder().decode(bytes)) as Json;
	if (version !== 1 || !Array.isArray(updates)) throw new Error("No snapshot");
	const arrived: Arrived[] = [];
	for (const [at, one] of updates.slice(0, most).entries()) {
		const { event_id: eventId, sender, ts, update, hearsay } = (one ?? {}) as Json;
		if (typeof eventId !== "string" || typeof sender !== "string" || typeof ts !== "number") continue;
		for (const { id, addr, ...rest } of await updatesIn({ update }))
			arrived.push({
				uid: uidOf(sender, id, eventId, at),
				eventId,
				sender,
				ts,
				addr,
				update: rest,
				...((made !== "mine" || hearsay === true) && { hearsay: true }),
			});
	}
	return arrived;
}
