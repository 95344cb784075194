// What an app says to those who have it open right now: no history, in order from each of them, and lost where it
// cannot be delivered at once (docs/developer/mini-apps-in-rooms.md).
import type { Address, Letter } from "./deviceLetters";
import { Assembler, frameMax, nextMessage, type Part, partsOf } from "./frames";

/** More devices are not spoken to. */
export const peersMost = 16;
/** Between two messages: 20 a second. */
export const pauseMs = 50;
/** Parts that wait; older ones go when there are more. */
const waitingMost = 64;
/** How often a device says that it is still there, and after which silence it is taken for gone. */
const aliveMs = 60_000;
const goneMs = 150_000;

/** What it needs. */
export interface RealtimePorts {
	/** Devices that may have the app open. */
	candidates: () => Promise<readonly Address[]>;
	/** Whether somebody may speak here: is in the chat, and not ignored. */
	admits: (userId: string) => boolean;
	send: (to: readonly Address[], letter: Letter) => Promise<void>;
	/** Listens to letters about this app; returns how to stop. */
	listen: (take: (from: Address, letter: Letter) => void) => () => void;
	now: () => number;
}

interface Peer {
	address: Address;
	/** Its visit: what was meant for an earlier one is not heard. */
	visit: string;
	heard: number;
	frames: Assembler;
}

const nameOf = ({ userId, deviceId }: Address): string => `${userId} ${deviceId}`;

/** One visit to the channel of one app. */
export class Realtime {
	private readonly visit = crypto.randomUUID().slice(0, 13);
	private readonly peers = new Map<string, Peer>();
	private waiting: Part[] = [];
	private frame = 0;
	private timer: ReturnType<typeof setTimeout> | undefined;
	private sent = 0;
	private left = false;
	private readonly deaf: () => void;
	private readonly alive: ReturnType<typeof setInterval>;

	constructor(
		private readonly ports: RealtimePorts,
		private readonly take: (data: Uint8Array) => void,
	) {
		this.deaf = ports.listen((from, letter) => this.hear(from, letter));
		this.alive = setInterval(() => this.beat(), aliveMs);
		void ports.candidates().then(
			(devices) => this.say(devices, { kind: "join" }),
			() => undefined,
		);
	}

	/** Says something to all who are there. Never throws. */
	send(data: Uint8Array): void {
		if (this.left || data.length > frameMax || this.peers.size === 0) return;
		this.waiting.push(...partsOf(this.frame, data));
		this.frame += 1;
		// Faster than it can go: what is oldest is worth least.
		while (this.waiting.length > waitingMost) {
			const oldest = this.waiting[0]?.[0];
			this.waiting = this.waiting.filter(([frame]) => frame !== oldest);
		}
		this.flushSoon();
	}

	/** Ends the visit. */
	leave(): void {
		if (this.left) return;
		this.left = true;
		this.deaf();
		clearInterval(this.alive);
		clearTimeout(this.timer);
		this.say(this.addresses(), { kind: "leave" });
	}

	private hear(from: Address, letter: Letter): void {
		if (this.left || !this.ports.admits(from.userId)) return;
		const { kind, visit } = letter;
		if (typeof visit !== "string" || visit.length > 40) return;
		const name = nameOf(from);
		if (kind === "join") this.welcome(from, visit, letter.answer === true);
		else if (this.peers.get(name)?.visit !== visit) return;
		else if (kind === "leave") this.peers.delete(name);
		else if (kind === "data" && letter.to !== undefined) this.hearData(name, letter);
	}

	private welcome(address: Address, visit: string, answers: boolean): void {
		const name = nameOf(address);
		const known = this.peers.get(name);
		if (!known && this.peers.size >= peersMost) return;
		const heard = this.ports.now();
		if (known?.visit === visit) known.heard = heard;
		else this.peers.set(name, { address, visit, heard, frames: new Assembler() });
		if (!answers) this.say([address], { kind: "join", answer: true });
	}

	private hearData(name: string, letter: Letter): void {
		const peer = this.peers.get(name);
		const to = Array.isArray(letter.to) ? letter.to : [];
		if (!peer || !to.includes(this.visit)) return;
		peer.heard = this.ports.now();
		for (const data of peer.frames.take(letter.parts)) this.take(data);
	}

	private flushSoon(): void {
		if (this.timer !== undefined) return;
		const wait = Math.max(0, this.sent + pauseMs - this.ports.now());
		this.timer = setTimeout(() => void this.flush(), wait);
	}

	private async flush(): Promise<void> {
		const parts = nextMessage(this.waiting);
		this.waiting = this.waiting.slice(parts.length);
		this.sent = this.ports.now();
		try {
			const to = [...this.peers.values()].map(({ visit }) => visit);
			await this.ports.send(this.addresses(), this.sealed({ kind: "data", to, parts }));
		} catch {
			// Offline: it is lost, as the app expects.
		}
		this.timer = undefined;
		if (this.waiting.length > 0 && !this.left) this.flushSoon();
	}

	/** Says that it is still there, and forgets who has not said so for long. */
	private beat(): void {
		for (const [name, { heard }] of this.peers)
			if (this.ports.now() - heard > goneMs) this.peers.delete(name);
		this.say(this.addresses(), { kind: "join", answer: true });
	}

	private say(to: readonly Address[], letter: Letter): void {
		this.ports.send(to, this.sealed(letter)).catch(() => undefined);
	}

	private sealed(letter: Letter): Letter {
		return { ...letter, visit: this.visit };
	}

	private addresses(): Address[] {
		return [...this.peers.values()].map(({ address }) => address);
	}
}
