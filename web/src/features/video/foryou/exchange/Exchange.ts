// What For You has learnt goes between one's own devices: at the start and by the clock, always as much, and never
// because of what was watched. Off until one switches it on.
import type { MatrixClient } from "matrix-js-sdk";
import { useSyncExternalStore } from "react";
import { settings } from "@/lib/settings";
import {
	type ConfirmedDevice,
	confirmedDevices,
	sendToOwnDevices,
	takeOwnMessages,
} from "@/matrix/ownMessages";
import { useClient } from "@/matrix/react";
import { engineOf } from "../engine";
import type { Unfit } from "../keep/moving";
import { pieces } from "./letter";

const type = "app.causeway.feed";
const version = 1;

/** Between two letters; a fifth more or less, so that not all devices write at once. */
const everyMs = 30 * 60_000;
/** Letters to a device that was not seen for so long would only pile up; it gets one when it is back. */
const awayMs = 3 * 86_400_000;
/** Whoever asks gets an answer, but not all the time. */
const answerMs = 5_000;

/** What a page shows of it. */
export interface ExchangeState {
	/** One's other devices that take part if one switches it on there; `null`: not known yet. */
	devices: readonly ConfirmedDevice[] | null;
	/** When a letter left last; `null`: none yet. */
	sentAt: number | null;
	/** Why something from another device was not taken, or nothing could be sent. */
	trouble: Unfit | "unsent" | null;
}

/** A letter of which not all has come. */
interface Incomplete {
	letter: string;
	parts: Map<number, unknown>;
}

/** The exchange of this device. */
export class Exchange {
	private state: ExchangeState = { devices: null, sentAt: null, trouble: null };
	private readonly listeners = new Set<() => void>();
	private readonly incomplete = new Map<string, Incomplete>();
	private stop: (() => void) | null = null;
	private timer: ReturnType<typeof setTimeout> | undefined;
	private turn = 0;
	private answeredAt = 0;

	constructor(private readonly client: MatrixClient) {}

	/** For `useSyncExternalStore`. */
	readonly subscribe = (listener: () => void): (() => void) => {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	};

	/** For `useSyncExternalStore`. */
	readonly read = (): ExchangeState => this.state;

	/** Does as the setting says. */
	follow(): void {
		const on = settings().videoExchange;
		if (on === (this.stop !== null)) return;
		if (on) {
			this.stop = takeOwnMessages(this.client, type, (from, content) => this.take(from, content));
			void this.send(true).finally(() => this.again());
		} else {
			this.stop?.();
			this.stop = null;
			clearTimeout(this.timer);
		}
	}

	/** Looks which devices there are. */
	async look(): Promise<readonly ConfirmedDevice[]> {
		const devices = await confirmedDevices(this.client);
		this.tell({ devices });
		return devices;
	}

	/** Sends a letter to the other devices; `asks`: they are to answer. */
	async send(asks: boolean): Promise<void> {
		try {
			const now = Date.now();
			const devices = await this.look();
			const to = devices.filter(({ lastSeen }) => lastSeen === null || now - lastSeen < awayMs);
			const sent = await this.write(
				to.map(({ id }) => id),
				asks,
			);
			this.tell(sent ? { sentAt: now, trouble: null } : { trouble: "unsent" });
		} catch {
			this.tell({ trouble: "unsent" });
		}
	}

	private async write(to: readonly string[], asks: boolean): Promise<boolean> {
		const texts = await engineOf(this.client).call("letter", this.turn);
		this.turn += 1;
		const letter = crypto.randomUUID();
		const contents = texts.map((text, part) => ({ version, letter, part, asks, text }));
		return sendToOwnDevices(this.client, type, to, contents);
	}

	/** By the clock, and only while somebody may look, as with the packs. */
	private again(): void {
		clearTimeout(this.timer);
		if (!this.stop) return;
		this.timer = setTimeout(
			async () => {
				if (document.visibilityState === "visible") await this.send(false);
				this.again();
			},
			everyMs * (0.8 + 0.4 * Math.random()),
		);
	}

	private take(from: string, content: Readonly<Record<string, unknown>>): void {
		const { letter, part, asks, text } = content;
		if (typeof content.version === "number" && content.version > version) this.tell({ trouble: "newer" });
		if (content.version !== version || typeof letter !== "string" || typeof part !== "number") return;
		if (!Number.isInteger(part) || part < 0 || part >= pieces) return;
		let known = this.incomplete.get(from);
		if (known?.letter !== letter) known = { letter, parts: new Map() };
		this.incomplete.set(from, known);
		known.parts.set(part, text);
		if (known.parts.size < pieces) return;
		this.incomplete.delete(from);
		void this.open(from, known, asks === true);
	}

	private async open(from: string, { parts }: Incomplete, asks: boolean): Promise<void> {
		const texts = Array.from({ length: pieces }, (_, part) => parts.get(part));
		try {
			await engineOf(this.client).call("takeLetter", from, texts);
			this.tell({ trouble: null });
		} catch (error) {
			const why = (error as Error).message;
			this.tell({ trouble: why === "clock" || why === "newer" ? why : "foreign" });
		}
		const now = Date.now();
		if (!asks || Math.abs(now - this.answeredAt) < answerMs) return;
		this.answeredAt = now;
		await this.write([from], false).catch(() => undefined);
	}

	private tell(now: Partial<ExchangeState>): void {
		this.state = { ...this.state, ...now };
		for (const listener of this.listeners) listener();
	}
}

const exchanges = new WeakMap<MatrixClient, Exchange>();

/** The exchange of whoever is signed in. */
export function exchangeOf(client: MatrixClient): Exchange {
	let exchange = exchanges.get(client);
	if (!exchange) {
		exchange = new Exchange(client);
		exchanges.set(client, exchange);
	}
	return exchange;
}

/** The same, and how it stands. */
export function useExchange(): { exchange: Exchange; state: ExchangeState } {
	const exchange = exchangeOf(useClient());
	return { exchange, state: useSyncExternalStore(exchange.subscribe, exchange.read) };
}
