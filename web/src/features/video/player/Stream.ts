// One video by media sources: its bytes come piece by piece, in turns with those of the other videos.
import { isEnough, isQuick, least, type Store, secondsAhead } from "./ahead";
import { Lane } from "./Lane";
import { Meter } from "./Meter";
import { chosen, kindOf, sources, track, Unplayable, variants } from "./manifest";
import type { Variant } from "./playlist";
import type { Role } from "./ring";
import type { Conditions } from "./rung";
import { knownThroughput, noteThroughput, savesData } from "./throughput";

/** Longer ones do not stay in the store as a whole. */
const keptSeconds = 60;
/** A question that fails is asked again so often, the later the longer after. */
const triesMost = 3;

let meter: Meter | undefined;
const streams = new Set<Stream>();
let bell = Promise.withResolvers<void>();

/** Something changed: each looks whether it is its turn. */
function ring(): void {
	const { resolve } = bell;
	bell = Promise.withResolvers();
	resolve();
}

/** How fast the link is, in bits a second. */
export const linkRate = (): number | null => (meter ? meter.rate : knownThroughput());

/** What a quality is chosen by. */
export function conditions({ clientWidth, clientHeight }: Element): Conditions {
	const edge = Math.min(clientWidth, clientHeight) * devicePixelRatio;
	return { estimate: linkRate(), edge, saving: savesData() };
}

/** Fetches the playlists of a video, so that it begins with its pieces; what goes wrong shows when it is played. */
export async function warm(address: string, within: Element): Promise<void> {
	const first = chosen(await variants(address).catch(() => []), conditions(within));
	if (first) await Promise.allSettled([track(first.url), first.sound && track(first.sound)]);
}

/** What is played. */
interface StreamOptions {
	/** Of the master playlist. */
	address: string;
	role: Role;
	/** Seconds. */
	startAt: number;
	/** It cannot be played in this way. */
	onBroken: () => void;
}

/** From the first byte to the end. */
export class Stream {
	private readonly source: MediaSource;
	private readonly url: string;
	private readonly ended = new AbortController();
	/** Ends what is under way when nobody needs it any more. */
	private needed = new AbortController();
	private role: Role;
	private variant: Variant | null = null;
	private lanes: readonly Lane[] = [];

	constructor(
		private readonly element: HTMLVideoElement,
		private readonly options: StreamOptions,
	) {
		meter ??= new Meter(knownThroughput());
		this.role = options.role;
		const Source = sources() ?? MediaSource;
		this.source = new Source();
		this.url = URL.createObjectURL(this.source);
		const signal = this.ended.signal;
		const open = () => this.run().catch(() => this.isOver || options.onBroken());
		// Opening takes its time: what is asked for first then is on its way meanwhile.
		void warm(options.address, element);
		this.source.addEventListener("sourceopen", () => void open(), { once: true, signal });
		element.addEventListener("timeupdate", ring, { signal });
		element.addEventListener("seeking", () => this.jumped(), { signal });
		// On iPhones nothing opens otherwise (Managed Media Source: no remote playback without another source).
		element.disableRemotePlayback = true;
		element.src = this.url;
		if (options.startAt > 0) element.currentTime = options.startAt;
		streams.add(this);
	}

	/** The next video has become the watched one, or the other way round. */
	become(role: Role): void {
		this.role = role;
		if (role === "previous") this.cease();
		ring();
	}

	/** Resolves when it can run without stopping at once. */
	async enough(): Promise<void> {
		while (!this.isOver && !this.isReady) await bell.promise;
	}

	/** Nothing comes any more. */
	end(): void {
		this.ended.abort();
		URL.revokeObjectURL(this.url);
		streams.delete(this);
		const rate = linkRate();
		if (rate !== null) noteThroughput(rate);
		ring();
	}

	/** What others need to know. */
	private get standing(): Store {
		const waits = this.role === "current" && this.element.played.length === 0 && !this.isReady;
		return { role: this.role, seconds: waits ? 0 : this.seconds };
	}

	/** What it has in store. */
	private get seconds(): number {
		const seconds = this.lanes.map((lane) => lane.stored(this.time));
		return seconds.length > 0 ? Math.min(...seconds) : 0;
	}

	private get isReady(): boolean {
		const left = this.lanes.reduce((sum, lane) => sum + lane.left, 0);
		return isEnough(this.seconds, left, linkRate(), this.variant?.bitrate ?? 0);
	}

	/** Somebody goes to a moment that is not here: what was on its way to another one can wait. */
	private jumped(): void {
		if (this.seconds === 0) this.cease();
		ring();
	}

	private cease(): void {
		this.needed.abort();
		this.needed = new AbortController();
	}

	private get isOver(): boolean {
		return this.ended.signal.aborted;
	}

	private get time(): number {
		return this.element.readyState > 0 ? this.element.currentTime : this.options.startAt;
	}

	private async run(): Promise<void> {
		const qualities = await variants(this.options.address);
		const choose = () => chosen(qualities, conditions(this.element));
		const first = choose();
		if (!first) throw new Unplayable("No quality that plays here");
		this.variant = first;
		const [picture, sound] = await Promise.all([track(first.url), first.sound && track(first.sound)]);
		if (this.isOver) return;
		this.source.duration = picture.pieces.at(-1)?.end ?? Number.NaN;
		const [pictureCodec = "", soundCodec = ""] = first.codecs;
		const pictures = this.laneOf(pictureCodec);
		pictures.read(picture, kindOf(pictureCodec));
		const sounds = sound ? this.laneOf(soundCodec) : null;
		if (sound) sounds?.read(sound, kindOf(soundCodec));
		this.lanes = sounds ? [pictures, sounds] : [pictures];
		const another = async () => {
			const [before, now] = [this.variant, pictures.isBetweenPieces && choose()];
			if (!now || !before || now === before) return;
			// What the link carries just so is kept, or it would go to and fro.
			if (now.bitrate < before.bitrate && (linkRate() ?? 0) >= before.bitrate) return;
			const file = await track(now.url).catch(() => null);
			if (!file) return;
			this.variant = now;
			pictures.read(file, kindOf(now.codecs[0] ?? ""));
		};
		await Promise.all([this.fill(pictures, another), sounds && this.fill(sounds)]);
	}

	private laneOf(codec: string): Lane {
		const kind = kindOf(codec);
		return new Lane(this.source, this.source.addSourceBuffer(kind), meter as Meter, kind);
	}

	/** Brings what is missing, as long as the video is here. `prepare`: before each question. */
	private async fill(lane: Lane, prepare?: () => Promise<void>): Promise<void> {
		let failures = 0;
		while (!this.isOver) {
			const change = bell.promise;
			if (!this.missing(lane)) {
				this.finish();
				await change;
				continue;
			}
			await prepare?.();
			const span = this.missing(lane);
			if (!span) continue;
			const { needed } = this;
			try {
				const signal = AbortSignal.any([this.ended.signal, needed.signal]);
				await lane.bring(span, {
					streams: () => this.streams(),
					turn: () => this.turn(lane, signal),
					signal,
				});
				if (this.source.duration > keptSeconds) await lane.forget(this.time);
				failures = 0;
			} catch (error) {
				if (this.isOver) return;
				if (!needed.signal.aborted && ++failures >= triesMost) throw error;
				if (failures > 0) await new Promise((resolve) => setTimeout(resolve, 500 * failures));
			}
			ring();
		}
	}

	private missing(lane: Lane) {
		const others = [...streams].filter((one) => one !== this).map((one) => one.standing);
		const { time, isEasy } = this;
		const [picture = lane] = this.lanes;
		const wanted = secondsAhead(this.role, isEasy, time - this.options.startAt, others);
		// Of the sound no more than the picture has, and its next piece.
		const seconds = lane === picture ? wanted : Math.min(wanted, picture.stored(time) + 1);
		// On a slow link it would stop in the middle of a piece.
		return lane.missing({ time, until: time + seconds, whole: !isEasy && seconds >= least });
	}

	private get isEasy(): boolean {
		return isQuick(linkRate(), this.variant?.bitrate ?? 0);
	}

	/** Whether bytes go into the store as they come: where it is easy, and before it runs. */
	private streams(): boolean {
		ring();
		return this.isEasy || this.element.played.length === 0;
	}

	/** Sound waits for the picture: it would go on alone. */
	private async turn(lane: Lane, signal: AbortSignal): Promise<void> {
		const [picture] = this.lanes;
		if (!picture || lane === picture) return;
		const isAhead = () => picture.stored(this.time) < lane.stored(this.time) + 0.1;
		while (!signal.aborted && isAhead()) await bell.promise;
	}

	/** All of it is here: it can be played again from the beginning. */
	private finish(): void {
		const { readyState, sourceBuffers } = this.source;
		if (readyState !== "open" || this.seconds < Number.POSITIVE_INFINITY) return;
		if (![...sourceBuffers].some(({ updating }) => updating)) this.source.endOfStream();
	}
}
