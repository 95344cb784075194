// One video in one `<video>` element: HLS by hls.js where the browser has media sources, else by the browser itself, and
// the plain MP4 where neither works. Nothing of it is left when it ends.
import type Hls from "hls.js";
import type { HlsConfig } from "hls.js";
import type { Playback } from "../shapes";
import { secondsAhead } from "./ahead";
import type { Role } from "./ring";
import { startRung } from "./rung";
import { knownThroughput, noteThroughput, savesData } from "./throughput";

/** Up to this length a video stays in the buffer as a whole, so that playing it again costs nothing. */
const loopSeconds = 60;
/** Bits a second that are assumed of a link that was never measured. */
const unmeasured = 1_500_000;

let library: Promise<typeof import("hls.js")> | undefined;

/** Loads hls.js; once. */
export function loadHls(): Promise<typeof import("hls.js")> {
	library ??= import("hls.js");
	library.catch(() => {
		library = undefined;
	});
	return library;
}

/**
 * How far ahead is fetched. Both bounds: with the first alone hls.js goes on to `maxBufferSize` bytes, which of a light
 * video are more seconds than it has, so that every video was fetched whole.
 */
function ahead(role: Role): Pick<HlsConfig, "maxBufferLength" | "maxMaxBufferLength"> {
	const seconds = secondsAhead(role, knownThroughput());
	return { maxBufferLength: seconds, maxMaxBufferLength: seconds };
}

/** Settings that the research of short video found for a feed (docs: research, section 3.3). */
function settingsOf(role: Role, seconds: number): Partial<HlsConfig> {
	return {
		...ahead(role),
		maxBufferSize: 12_000_000,
		backBufferLength: seconds <= loopSeconds ? Number.POSITIVE_INFINITY : 10,
		loopBackBufferFlush: false,
		testBandwidth: false,
		abrEwmaDefaultEstimate: knownThroughput() ?? unmeasured,
		startFragPrefetch: true,
		capLevelToPlayerSize: true,
		lowLatencyMode: false,
		preferManagedMediaSource: true,
		// CMAF needs no remuxing, and the worker would come from a blob: address, which the content policy refuses.
		enableWorker: false,
		// Captions are drawn by us (subtitles.ts): the library would fetch them again, and empty our tracks.
		timelineController: undefined,
		subtitleTrackController: undefined,
		subtitleStreamController: undefined,
		fragLoadPolicy: {
			default: {
				// A swipe fails fast, or it feels stuck.
				maxTimeToFirstByteMs: 4_000,
				maxLoadTimeMs: 30_000,
				timeoutRetry: { maxNumRetry: 1, retryDelayMs: 0, maxRetryDelayMs: 0 },
				errorRetry: { maxNumRetry: 2, retryDelayMs: 500, maxRetryDelayMs: 2_000 },
			},
		},
	};
}

/** What is played, and who hears when it cannot be. */
interface PlayingOptions {
	playback: Playback;
	seconds: number;
	role: Role;
	/** Seconds. */
	startAt: number;
	onFailure: () => void;
}

/** From the source to the end. */
export class Playing {
	private hls: Hls | null = null;
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
		const scripted = "MediaSource" in window || "ManagedMediaSource" in window;
		const native = element.canPlayType("application/vnd.apple.mpegurl") !== "";
		this.ways = [
			...(hls && scripted ? [() => void this.byScript(hls)] : []),
			...(hls && native ? [() => this.byElement(hls)] : []),
			...(mp4 ? [() => this.byElement(mp4)] : []),
		];
		element.addEventListener("error", this.stumbled);
		this.nextWay();
	}

	/** The next video has become the watched one, or the other way round. */
	become(role: Role): void {
		this.role = role;
		if (this.hls) Object.assign(this.hls.config, ahead(role));
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

	private async byScript(address: string): Promise<void> {
		const { default: Library } = await loadHls().catch(() => ({ default: null }));
		if (this.ended) return;
		if (!Library?.isSupported()) return this.nextWay();
		const hls = new Library({
			...settingsOf(this.role, this.options.seconds),
			startPosition: this.options.startAt || -1,
		});
		this.hls = hls;
		hls.on(Library.Events.MANIFEST_PARSED, () => {
			hls.startLevel = this.firstLevel(hls);
			if (savesData()) hls.autoLevelCapping = hls.startLevel;
		});
		hls.on(Library.Events.ERROR, (_event, { fatal, type }) => {
			if (!fatal) return;
			if (type === Library.ErrorTypes.MEDIA_ERROR) this.stumbled();
			else this.broken();
		});
		hls.loadSource(address);
		hls.attachMedia(this.element);
	}

	private firstLevel(hls: Hls): number {
		const { clientWidth, clientHeight } = this.element;
		return startRung(
			hls.levels.map(({ width, height, bitrate }) => ({ edge: Math.min(width, height), bitrate })),
			{
				estimate: knownThroughput(),
				edge: Math.min(clientWidth, clientHeight) * devicePixelRatio,
				saving: savesData(),
			},
		);
	}

	private byElement(address: string): void {
		this.element.src = address;
		// Before anything is there, this is where it will begin (HTML: default playback start position).
		if (this.options.startAt > 0) this.element.currentTime = this.options.startAt;
	}

	/** A decoder that stumbled once is started once more. */
	private readonly stumbled = (): void => {
		if (this.hls && !this.repaired) {
			this.repaired = true;
			this.hls.recoverMediaError();
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
		if (!this.hls) return;
		const { bandwidthEstimate: rate, config } = this.hls;
		// Before anything was measured it says what it was told to assume.
		if (rate !== config.abrEwmaDefaultEstimate) noteThroughput(rate);
		this.hls.destroy();
		this.hls = null;
	}
}
