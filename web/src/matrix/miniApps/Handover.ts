// How a newcomer gets a mini-app that was there before them: their app asks the chat, and the app of a member who has
// everything answers with a snapshot.
import { KnownMembership, type MatrixClient, type MatrixEvent, type Room } from "matrix-js-sdk";
import { rightNow } from "@/lib/clock";
import { loadEvent } from "../event";
import type { Outbox } from "../outbox";
import { appIn } from "./events";
import { loadFile } from "./file";
import type { Shared } from "./Shared";
import {
	askContent,
	askedOf,
	askType,
	snapshotContent,
	snapshotFile,
	snapshotIn,
	snapshotType,
	updatesOf,
} from "./snapshot";

/** Who answers waits so long at most, so that not all do. */
const answerMs = 5_000;
/** Older questions nobody answers any more; the app asks again when somebody looks. */
const oldestMs = 7 * 24 * 3_600_000;
/** Before it asks again. */
const againMs = 3_600_000;

/** What it needs. */
export interface HandoverPorts {
	client: MatrixClient;
	outbox: Outbox;
	shared: (roomId: string, id: string) => Shared;
	/** The content of the app's message, if it was opened on this device. */
	known: (id: string) => Record<string, unknown> | null;
	/** A snapshot came that shows an app. */
	arrived: () => void;
}

/** Of one account. */
export class Handover {
	private readonly asked = new Map<string, number>();
	private readonly answering = new Set<string>();

	constructor(private readonly ports: HandoverPorts) {}

	/** Looks at a question or a snapshot that came. */
	async take(event: MatrixEvent, room: Room): Promise<void> {
		await this.ports.client.decryptEventIfNeeded(event).catch(() => undefined);
		if (event.isBeingDecrypted()) await event.getDecryptionPromise();
		if (event.getType() === askType && !event.isDecryptionFailure()) await this.answer(event, room);
		else if (snapshotIn(event)) this.ports.arrived();
	}

	/** Asks for an app whose message cannot be read here. */
	async askIfUnreadable(room: Room, app: string): Promise<void> {
		if (this.ports.known(app) || this.found(room, app)) return;
		const event = await loadEvent(this.ports.client, room, app);
		if (!event || (event.isDecryptionFailure() && this.wasBeforeMe(room, event))) this.ask(room, app);
	}

	/** Asks the chat. */
	ask(room: Room, app: string): void {
		const before = this.asked.get(app) ?? 0;
		if (Date.now() - before < againMs || room.getMyMembership() !== KnownMembership.Join) return;
		this.asked.set(app, Date.now());
		void this.ports.outbox.send({
			roomId: room.roomId,
			threadId: null,
			type: askType,
			content: askContent(app),
		});
	}

	/** The newest snapshot of an app that was made for me, among what is loaded of the chat. */
	found(room: Room, app: string): MatrixEvent | null {
		const me = this.ports.client.getSafeUserId();
		const events = room.getLiveTimeline().getEvents();
		return (
			events.findLast((event) => {
				const facts = snapshotIn(event);
				return facts?.app === app && facts.for.includes(me) && this.isMember(room, event.getSender());
			}) ?? null
		);
	}

	/** Takes up the updates of a snapshot. */
	async takeUp(event: MatrixEvent, shared: Shared): Promise<void> {
		const facts = snapshotIn(event);
		if (!facts) return;
		const updates = await updatesOf(await loadFile(event.getContent(), null));
		await shared.takeSnapshot(updates, facts.until);
	}

	private async answer(question: MatrixEvent, room: Room): Promise<void> {
		const { client, outbox } = this.ports;
		const app = askedOf(question.getContent());
		const who = question.getSender() ?? "";
		const content = app && (await this.contentOf(room, app));
		if (!app || !content || who === client.getSafeUserId() || !this.isMember(room, who)) return;
		const key = `${app} ${who}`;
		if (rightNow() - question.getTs() > oldestMs || this.answering.has(key)) return;
		this.answering.add(key);
		await new Promise((resolve) => setTimeout(resolve, Math.random() * answerMs));
		const whole = this.isAnswered(room, app, who) ? null : await this.ports.shared(room.roomId, app).whole();
		this.answering.delete(key);
		// Another member may have answered meanwhile.
		if (!whole || this.isAnswered(room, app, who)) return;
		await outbox.send({
			roomId: room.roomId,
			threadId: null,
			type: snapshotType,
			content: snapshotContent({ app, until: whole.until, for: [who], content }),
			file: snapshotFile(whole.updates),
		});
	}

	/** The app's own message, as far as it can be read here; never by what another snapshot claims. */
	private async contentOf(room: Room, app: string): Promise<Record<string, unknown> | null> {
		const event = await loadEvent(this.ports.client, room, app);
		if (!event || event.isDecryptionFailure() || event.isRedacted() || !appIn(event.getContent()))
			return null;
		return { ...event.getContent(), "m.relates_to": undefined, "m.mentions": undefined };
	}

	/** What I cannot read though I was there: its keys come from my other devices or the backup. */
	private wasBeforeMe(room: Room, event: MatrixEvent): boolean {
		const joined = room.getMember(this.ports.client.getSafeUserId())?.events.member?.getTs() ?? 0;
		return event.getTs() < joined;
	}

	private isAnswered(room: Room, app: string, who: string): boolean {
		const events = room.getLiveTimeline().getEvents();
		return events.some((event) => {
			const facts = snapshotIn(event);
			return facts?.app === app && facts.for.includes(who);
		});
	}

	private isMember(room: Room, userId: string | undefined): boolean {
		if (!userId || this.ports.client.isUserIgnored(userId)) return false;
		return room.getMember(userId)?.membership === KnownMembership.Join;
	}
}
