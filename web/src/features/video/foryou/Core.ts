// The feed's own mind: packs, what was learnt, and the order. It lives in a worker (foryou.worker.ts); the page talks to it
// through engine.ts. Nothing of what is told to it leaves the device, but
// encrypted for one's own others, where one wishes (exchange/).

import type { Vault } from "@/lib/vault";
import { type Decoy, decoysFor, type Persona, personaOf } from "./decoys/persona";
import { letterOf, readLetter } from "./exchange/letter";
import { most as mostTakenBack } from "./exchange/merge";
import { type Shared, type SharedMood, sharedMood, takeMood } from "./exchange/shared";
import {
	type DeviceDocument,
	deviceOf,
	type MineLists,
	type MoodDocument,
	moodOf,
	mostMoods,
	remember,
} from "./keep/documents";
import { type Keeping, Kept, type Locked } from "./keep/Kept";
import { exported, imported } from "./keep/moving";
import { affinity, type Counters } from "./model/counter";
import { forget, learn, newModel } from "./model/model";
import type { FeedEvent, Snapshot } from "./model/moment";
import { vectorsOf } from "./model/vectors";
import type { Item } from "./packs/items";
import type { PackKeeper } from "./packs/keeper";
import { PackError } from "./packs/PackError";
import { vectorBytes } from "./packs/read";
import { allowed, type Barren } from "./rank/allowed";
import type { Candidate, Reason, Viewer } from "./rank/ranker";
import { rankers } from "./rank/rankers";
import type { FeedSettings } from "./settings";

/** Whether there are packs. */
export type Packs = "loading" | "ready" | "missing" | "refused" | "offline";

/** What the page shows of the feed. */
export interface FeedState {
	packs: Packs;
	settings: FeedSettings;
	moods: DeviceDocument["moods"];
	current: string;
	begun: boolean;
	keeping: Keeping;
	/** The tags of most videos, and of how many. */
	tags: readonly { tag: string; videos: number }[];
	/** Language tags of the videos. */
	languages: readonly string[];
	/** Seconds by day. */
	days: ReadonlyMap<string, number>;
	/** Own devices by id, and when something of theirs was taken up. */
	exchanged: ReadonlyMap<string, number>;
}

/** A part of the feed. */
export interface FeedPage {
	videos: readonly { raw: Readonly<Record<string, unknown>>; why: readonly Reason[] }[];
	/** Why nothing came, if nothing did. */
	barren: Barren;
}

/** What is asked for. */
export interface Wanted {
	/** The feed as far as it is there. */
	shown: readonly string[];
	count: number;
	/** What was put away ("not interested"). */
	unwanted: readonly string[];
	/** Whether what was seen may come again. */
	again: boolean;
}

/** What the model knows, for people to read. */
export interface Knowledge {
	tags: readonly Liking[];
	authors: readonly Liking[];
	sounds: readonly Liking[];
	/** The last moments, newest first. */
	moments: readonly {
		id: string;
		video: string;
		author: string;
		tags: readonly string[];
		part: number;
		acts: readonly string[];
	}[];
}

/** How much something is liked, -1 to 1. */
export interface Liking {
	name: string;
	liking: number;
}

/** Which choice about a tag, sound or author. */
export type About = { kind: "tag" | "author" | "sound"; name: string };

/** What it works with. */
export interface CorePorts {
	me: string;
	/** Languages of the person's app, for the choice of packs. */
	languages: readonly string[];
	vault: Vault;
	locked: Locked;
	keeper: PackKeeper;
	now: () => number;
	random: () => number;
	/** Something that the page shows has changed. `written`: other tabs should read it. */
	changed: (written: boolean) => void;
}

const nobody: MineLists = { liked: [], saved: [], reposted: [], following: [], hidden: [] };

/** One person's feed. */
export class Core {
	packs: Packs = "loading";
	/** The question that is on its way. */
	private asking: Promise<void> | undefined;
	private candidates: Candidate[] = [];
	private places = new Map<string, Candidate>();
	private device!: Kept<DeviceDocument>;
	private mood!: Kept<MoodDocument>;
	private persona: Kept<Persona> | undefined;

	constructor(private readonly ports: CorePorts) {}

	/** Reads what is kept; packs that are old are asked for afterwards (`ask`). */
	async open(): Promise<void> {
		const { vault, locked, random, keeper } = this.ports;
		this.device = await Kept.open("device", deviceOf, vault, locked);
		if (this.device.value.seed === 0)
			this.device.change((device) => {
				if (device.seed === 0) device.seed = 1 + Math.floor(random() * 2 ** 31);
			});
		await this.openMood();
		await keeper.load();
		this.takePacks();
	}

	private async openMood(): Promise<void> {
		const { vault, locked } = this.ports;
		this.mood = await Kept.open(`mood ${this.device.value.current}`, moodOf, vault, locked);
	}

	/** Asks the server for packs; what was there stays where that fails. */
	ask(): Promise<void> {
		this.asking ??= this.askOnce().finally(() => {
			this.asking = undefined;
		});
		return this.asking;
	}

	/** Somebody begins the feed anew: packs that are old are asked for, and waited for where there are none. */
	async freshen(): Promise<void> {
		if (!this.ports.keeper.old) return;
		const asked = this.ask();
		if (this.candidates.length === 0) await asked;
	}

	private async askOnce(): Promise<void> {
		const { keeper, languages } = this.ports;
		const chosen = this.mood.value.settings.languages;
		try {
			const asked = await keeper.ask(chosen.length > 0 ? chosen : languages);
			this.takePacks();
			if (this.packs === "loading" || asked === "missing")
				this.packs = asked === "missing" ? "missing" : "ready";
		} catch (error) {
			if (this.candidates.length === 0) this.packs = error instanceof PackError ? "refused" : "offline";
		}
		this.ports.changed(false);
	}

	private takePacks(): void {
		const { all } = this.ports.keeper;
		this.candidates = all.flatMap((pack) =>
			pack.items.map((item, i) => ({ item, pack, at: i * vectorBytes })),
		);
		// A video of two pools comes once.
		this.places = new Map(this.candidates.map((one) => [one.item.id, one]));
		this.candidates = [...this.places.values()];
		if (all.length > 0) this.packs = "ready";
	}

	/** What the page shows. */
	state(): FeedState {
		const { moods, current, begun, days, exchanged } = this.device.value;
		const { settings } = this.mood.value;
		const bad = [this.device.keeping, this.mood.keeping].find((keeping) => keeping !== "yes");
		return {
			packs: this.packs,
			settings,
			moods,
			current,
			begun,
			keeping: bad ?? "yes",
			tags: this.frequent(),
			languages: [
				...new Set(this.candidates.flatMap(({ item }) => item.language?.split("-")[0] ?? [])),
			].sort(),
			days,
			exchanged,
		};
	}

	private frequent(): FeedState["tags"] {
		const videos = new Map<string, number>();
		for (const { item } of this.candidates)
			for (const tag of new Set(item.tags)) videos.set(tag, (videos.get(tag) ?? 0) + 1);
		return [...videos]
			.sort(([one, n], [other, m]) => m - n || (one < other ? -1 : 1))
			.slice(0, 60)
			.map(([tag, n]) => ({ tag, videos: n }));
	}

	/** The next videos. */
	next({ shown, count, unwanted, again }: Wanted): FeedPage {
		const { settings } = this.mood.value;
		const viewer = this.viewer(shown, unwanted, again);
		const out = new Set(shown);
		const left = this.candidates.filter(({ item }) => !out.has(item.id));
		const ranked = rankers[settings.ranker].rank(left, viewer, settings, this.device.value.seed, count);
		return {
			videos: ranked.flatMap(({ id, why }) => {
				const candidate = this.places.get(id);
				return candidate ? { raw: candidate.item.raw, why } : [];
			}),
			barren: ranked.length > 0 || shown.length > 0 ? null : allowed(left, viewer, settings).barren,
		};
	}

	private viewer(shown: readonly string[], unwanted: readonly string[], again: boolean): Viewer {
		const { mine: known, seen } = this.device.value;
		const mine = known ?? nobody;
		const before: Item[] = shown.slice(-20).flatMap((id) => this.places.get(id)?.item ?? []);
		return {
			me: this.ports.me,
			model: this.mood.value.model,
			mine: { following: new Set(mine.following), hidden: new Set(mine.hidden), unwanted: new Set(unwanted) },
			seen,
			before,
			slot: shown.length,
			find: (id) => this.places.get(id),
			now: this.ports.keeper.now,
			again,
		};
	}

	/** What is fetched though nobody watches it, beside the next `count` videos. */
	async decoys(count: number): Promise<readonly { raw: Readonly<Record<string, unknown>>; part: number }[]> {
		const { vault, locked } = this.ports;
		this.persona ??= await Kept.open("persona", personaOf, vault, locked);
		const viewer = this.viewer([], [], true);
		// Favourites of its own: not those that chance would give the feed itself.
		const seed = this.device.value.seed + 2 ** 20;
		let decoys: readonly Decoy[] = [];
		this.persona.change((persona) => {
			decoys = decoysFor(persona, this.candidates, viewer, seed, count);
		});
		await this.persona.flush();
		return decoys.flatMap(({ id, part }) => {
			const raw = this.places.get(id)?.item.raw;
			return raw ? [{ raw, part }] : [];
		});
	}

	/** Learns, unless learning is paused. `about`: what the page knows of a video that is in no pack. */
	async event(event: FeedEvent, about: Omit<Snapshot, "space" | "scale" | "vectors">): Promise<void> {
		const { now, random } = this.ports;
		const at = now();
		// Who presses a button has seen it, if it only stood there: with little motion nothing runs by itself.
		const isSeen = event.kind === "watched" || event.on;
		if (isSeen) this.device.change(({ seen }) => remember(seen, event.video, at));
		if (!this.mood.value.settings.paused) {
			const of = this.snapshot(event.video, about);
			const id = `${at.toString(36)}-${Math.floor(random() * 2 ** 32).toString(36)}`;
			this.mood.change((mood) => learn(mood.model, event, of, id, stamp(mood, event.video, at)));
		}
		await this.flush();
	}

	private snapshot(video: string, about: Omit<Snapshot, "space" | "scale" | "vectors">): Snapshot {
		const candidate = this.places.get(video);
		if (!candidate) return { ...about, space: null, scale: [0, 0], vectors: null };
		const { author, tags, language, sound, seconds } = candidate.item;
		return { author, tags, language, sound, seconds, ...vectorsOf(candidate) };
	}

	/** Changes choices of the mood. */
	async choose(change: Partial<FeedSettings>): Promise<void> {
		const at = this.ports.now();
		this.mood.change((mood) => {
			mood.settings = { ...mood.settings, ...change };
			// Whether it learns is each device's own.
			if (Object.keys(change).some((name) => name !== "paused")) chosen(mood, at);
		});
		if (change.languages) void this.ask();
		await this.flush();
	}

	/** More or less of a tag than until now, or never; or as if nothing had been said. */
	async say({ kind, name }: About, what: "more" | "less" | "never" | "allow"): Promise<void> {
		const at = this.ports.now();
		this.mood.change((mood) => {
			const { settings } = mood;
			chosen(mood, at);
			const list = kind === "tag" ? "tags" : kind === "author" ? "authors" : "sounds";
			const others = settings.never[list].filter((one) => one !== name);
			settings.never = { ...settings.never, [list]: what === "never" ? [...others, name] : others };
			if (kind !== "tag") return;
			const step = what === "more" ? 0.5 : what === "less" ? -0.5 : 0;
			if (step !== 0)
				settings.topics.set(name, Math.max(-1, Math.min(1, (settings.topics.get(name) ?? 0) + step)));
			if (what === "never") settings.topics.delete(name);
		});
		await this.flush();
	}

	/** The first interests. None: skipped. */
	async begin(tags: readonly string[]): Promise<void> {
		this.device.change((device) => {
			device.begun = true;
		});
		const at = this.ports.now();
		this.mood.change((mood) => {
			for (const tag of tags) mood.settings.topics.set(tag, 0.5);
			if (tags.length > 0) chosen(mood, at);
		});
		await this.flush();
	}

	/** Takes out what a reason rests on. */
	async forget(moments: readonly string[]): Promise<void> {
		const at = this.ports.now();
		this.mood.change((mood) => {
			for (const { id, video, changed } of mood.model.moments)
				if (moments.includes(id))
					remember(mood.forgotten, video, Math.max(at, changed), mostTakenBack.forgotten);
			forget(mood.model, moments);
		});
		await this.flush();
	}

	/** Forgets what this mood has learnt and what was seen; what is never to come stays away. */
	async reset(): Promise<void> {
		const at = this.ports.now();
		this.mood.change((mood) => {
			mood.resetAt = Math.max(at, mood.resetAt, ...mood.model.moments.map(({ changed }) => changed));
			chosen(mood, at);
			mood.model = newModel();
			mood.settings = { ...mood.settings, topics: new Map(), paused: false };
		});
		this.device.change((device) => {
			device.seen = new Map();
			device.begun = false;
		});
		await this.flush();
	}

	/** Another mood; with a name: a new one. */
	async enter(id: string, name?: string): Promise<void> {
		await this.flush();
		this.device.change((device) => {
			if (name !== undefined && !device.moods.some((one) => one.id === id) && device.moods.length < mostMoods)
				device.moods = [...device.moods, { id, name }];
			if (device.moods.some((one) => one.id === id)) device.current = id;
		});
		await this.openMood();
		await this.flush();
	}

	/** Takes a mood away with all that it learnt; the last one stays. */
	async dropMood(id: string): Promise<void> {
		if (this.device.value.moods.length < 2) return;
		const at = this.ports.now();
		this.device.change((device) => {
			device.moods = device.moods.filter((one) => one.id !== id);
			remember(device.dropped, id, at, mostTakenBack.dropped);
			if (device.current === id) device.current = device.moods[0]?.id ?? "first";
		});
		await this.ports.vault.remove(`mood ${id}`);
		await this.openMood();
		await this.flush();
	}

	/** The mood as a file. */
	export(): string {
		const { moods, current } = this.device.value;
		return exported(moods.find(({ id }) => id === current)?.name ?? "", this.mood.value);
	}

	/** A file as a new mood, which is on then; throws an `UnfitError`. */
	async import(file: string): Promise<void> {
		const { name, mood } = imported(file);
		const at = this.ports.now();
		const id = `m${at.toString(36)}`;
		await this.enter(id, name);
		this.mood.change((now) => {
			now.settings = structuredClone(mood.settings);
			now.model = structuredClone(mood.model);
			chosen(now, at);
		});
		await this.flush();
	}

	/**
	 * What one's other devices are told, in pieces that are always as many and as long. `turn`: whose turn it is among the
	 * moods to come first, counted from the one that is on.
	 */
	async letter(turn: number): Promise<readonly string[]> {
		const { moods, current, dropped } = this.device.value;
		const first = moods.findIndex(({ id }) => id === current) + turn;
		const shared: Shared = { moods: new Map(), dropped };
		for (const i of moods.keys()) {
			const mood = moods[(first + i) % moods.length];
			if (mood) shared.moods.set(mood.id, sharedMood(mood.name, (await this.moodAt(mood.id)).value));
		}
		return letterOf(shared);
	}

	/** Takes up what another device of one's own tells; throws an `UnfitError`. */
	async takeLetter(from: string, pieces: readonly unknown[]): Promise<void> {
		const now = this.ports.now();
		const { moods, dropped } = readLetter(pieces, now);
		const { current } = this.device.value;
		this.device.change((device) => {
			takeMoods(device, moods, dropped);
			remember(device.exchanged, from, now, 50);
		});
		for (const id of dropped.keys()) await this.ports.vault.remove(`mood ${id}`);
		if (current !== this.device.value.current) await this.openMood();
		for (const [id, theirs] of moods)
			if (this.device.value.moods.some((one) => one.id === id)) await this.takeMood(id, theirs);
		await this.flush();
	}

	private async takeMood(id: string, theirs: SharedMood): Promise<void> {
		const kept = await this.moodAt(id);
		const before = kept.value.resetAt;
		kept.change((mood) => takeMood(mood, theirs));
		await kept.flush();
		const { resetAt, model } = kept.value;
		this.device.change((device) => {
			if (resetAt > before)
				for (const [video, at] of device.seen) if (at <= resetAt) device.seen.delete(video);
			for (const { video, at, watched } of model.moments)
				if (watched > 0 && !device.seen.has(video)) remember(device.seen, video, at);
			if (model.moments.length > 0) device.begun = true;
		});
	}

	private moodAt(id: string): Promise<Kept<MoodDocument>> | Kept<MoodDocument> {
		const { vault, locked } = this.ports;
		if (id === this.device.value.current) return this.mood;
		return Kept.open(`mood ${id}`, moodOf, vault, locked);
	}

	/** Time that was spent watching. */
	async spent(seconds: number, day: string): Promise<void> {
		this.device.change(({ days }) =>
			remember(days, day, (days.get(day) ?? 0) + Math.max(0, Math.min(60, seconds)), 30),
		);
		await this.flush();
	}

	/** How one stands to others, as the server or an own act has it. */
	async keepMine(mine: MineLists): Promise<void> {
		this.device.change((device) => {
			device.mine = mine;
		});
		await this.flush();
	}

	/** The same, for the page, which shows own likes; known also while offline. `null`: it never was told. */
	mine(): MineLists | null {
		return this.device.value.mine;
	}

	/** What was learnt, readable. */
	knows(): Knowledge {
		const { model } = this.mood.value;
		return {
			tags: best(model.tags),
			authors: best(model.authors),
			sounds: best(model.sounds),
			moments: [...model.moments].reverse().map(({ id, video, of, part, acts }) => ({
				id,
				video,
				author: of.author,
				tags: of.tags,
				part,
				acts,
			})),
		};
	}

	/** Another tab has written. */
	async reread(): Promise<void> {
		const before = this.device.value.current;
		await this.device.reload();
		// In another mood by now: what it has is read there.
		if (before === this.device.value.current) await this.mood.reload();
		else await this.openMood();
		this.ports.changed(false);
	}

	private async flush(): Promise<void> {
		const written = [await this.device.flush(), await this.mood.flush()].includes(true);
		this.ports.changed(written);
	}
}

/** When something of a mood changes: later than what was taken back there, whatever the clock says. */
const stamp = ({ resetAt, forgotten, model }: MoodDocument, video: string, now: number): number =>
	Math.max(
		now,
		resetAt + 1,
		(forgotten.get(video) ?? -1) + 1,
		(model.moments.find((one) => one.video === video)?.changed ?? -1) + 1,
	);

/** Notes that settings were chosen. */
function chosen(mood: MoodDocument, now: number): void {
	mood.settingsAt = Math.max(now, mood.settingsAt + 1);
}

/** Moods that another device has made or deleted. The last one stays. */
function takeMoods(device: DeviceDocument, moods: Shared["moods"], dropped: Shared["dropped"]): void {
	for (const [id, at] of dropped) remember(device.dropped, id, at, mostTakenBack.dropped);
	for (const [id, { name }] of moods) {
		const isNew = !device.dropped.has(id) && !device.moods.some((one) => one.id === id);
		if (isNew && device.moods.length < mostMoods) device.moods = [...device.moods, { id, name }];
	}
	const left = device.moods.filter(({ id }) => !device.dropped.has(id));
	if (left.length > 0) device.moods = left;
	if (!device.moods.some(({ id }) => id === device.current)) device.current = device.moods[0]?.id ?? "first";
}

function best(counters: Counters): Liking[] {
	return [...counters.keys()]
		.map((name) => ({ name, liking: affinity(counters, name) }))
		.filter(({ liking }) => Math.abs(liking) > 0.05)
		.sort((one, other) => other.liking - one.liking)
		.slice(0, 40);
}
