// One video in one `<video>` element: by media sources where the browser has them, else HLS by the browser itself, and the
// plain MP4 where neither works. Nothing of it is left when it ends.
import type { Playback } from "../shapes";
import { sources } from "./manifest";
import type { Role } from "./ring";
import { Stream } from "./Stream";

/** What is played, and who hears when it cannot be. */
interface PlayingOptions {
	playback: Playback;
	role: Role;
	/** Seconds. */
	startAt: number;
	onFailure: () => void;
}

/** From the source to the end. */
export class Playing {
	private stream: Stream | null = null;
	private ended = false;
	private repaired = false;
	private role: Role;
	/** What is tried after what is tried now. */
	private readonly ways: (() => void)[];

	constructor(
		private readonly element: HTMLVideoElement,
		private readonly options: PlayingOptions,
	) {
		this.role = options.role;
		const { hls, mp4 } = options.playback;
		const native = element.canPlayType("application/vnd.apple.mpegurl") !== "";
		this.ways = [
			...(hls && sources() ? [() => this.byStream(hls, options.startAt)] : []),
			...(hls && native ? [() => this.byElement(hls)] : []),
			...(mp4 ? [() => this.byElement(mp4)] : []),
		];
		element.addEventListener("error", this.stumbled);
		this.nextWay();
	}

	/** The next video has become the watched one, or the other way round. */
	become(role: Role): void {
		this.role = role;
		this.stream?.become(role);
	}

	/** Resolves when it can run without stopping at once. */
	async enough(): Promise<void> {
		await this.stream?.enough();
	}

	/** Lets go of everything; the element can show another video. */
	end(): void {
		this.ended = true;
		this.element.removeEventListener("error", this.stumbled);
		this.letGo();
		this.element.pause();
		this.element.removeAttribute("src");
		// Without this a player keeps its memory and its decoder (HTML: "load" resets the element).
		this.element.load();
	}

	private byStream(address: string, startAt: number): void {
		const onBroken = () => this.broken();
		this.stream = new Stream(this.element, { address, role: this.role, startAt, onBroken });
	}

	private byElement(address: string): void {
		this.element.src = address;
		// Before anything is there, this is where it will begin (HTML: default playback start position).
		if (this.options.startAt > 0) this.element.currentTime = this.options.startAt;
	}

	/** A decoder that stumbled once is started once more. */
	private readonly stumbled = (): void => {
		const { hls } = this.options.playback;
		if (this.stream && hls && !this.repaired) {
			this.repaired = true;
			const { currentTime } = this.element;
			this.letGo();
			this.byStream(hls, currentTime);
		} else this.broken();
	};

	private broken(): void {
		if (this.ended) return;
		this.letGo();
		this.nextWay();
	}

	private nextWay(): void {
		const way = this.ways.shift();
		if (way) way();
		else this.options.onFailure();
	}

	private letGo(): void {
		this.stream?.end();
		this.stream = null;
	}
}
