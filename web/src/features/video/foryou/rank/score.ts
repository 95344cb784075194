// How well each candidate fits: what is learnt in standard deviations over the candidates, and what is chosen.
import { freshHours, memory, recently, weights } from "../model/constants";
import { affinity } from "../model/counter";
import { cosineAt, type Directions, directionsOf, dotAt, type Placed } from "../model/vectors";
import { dims } from "../packs/read";
import type { FeedSettings } from "../settings";
import type { Candidate, Viewer } from "./ranker";
import { trustIn } from "./trust";

/** One part of a score, by name: reasons are made of them. */
export interface Parts {
	taste: number;
	next: number;
	interest: number;
	tag: number;
	author: number;
	sound: number;
	topic: number;
	followed: number;
	popular: number;
	pinned: number;
	/** Freshness, quality, and all that lowers. */
	rest: number;
}

/** A candidate with its score. */
export interface Scored {
	candidate: Candidate;
	score: number;
	parts: Parts;
	/** The directions it was compared to, and what one unit of them is worth here. */
	by: Directions;
	unit: { taste: number; next: number; interest: number };
	/** Which of the lasting interests is the nearest. */
	nearest: number;
}

/** Scores all. */
export function score(candidates: readonly Candidate[], viewer: Viewer, settings: FeedSettings): Scored[] {
	const spaces = new Map<string, Directions>();
	for (const { pack } of candidates) {
		const { server } = pack.header;
		if (!spaces.has(server)) spaces.set(server, directionsOf(viewer.model, server, viewer.find));
	}
	const by = candidates.map(({ pack }) => spaces.get(pack.header.server) as Directions);
	const near = learntParts(candidates, by);
	const judge = judgeOf(viewer, settings);
	return candidates.map((candidate, i) => {
		const learnt = near[i] as Learnt;
		const judged = judge(candidate);
		const { taste, next, interest } = learnt;
		const { tag, author, sound, topic, followed, popular, pinned, rest } = judged;
		return {
			candidate,
			score: taste + next + interest + tag + author + sound + topic + followed + popular + pinned + rest,
			parts: { taste, next, interest, tag, author, sound, topic, followed, popular, pinned, rest },
			by: by[i] as Directions,
			unit: learnt.unit,
			nearest: learnt.nearest,
		};
	});
}

interface Learnt extends Pick<Parts, "taste" | "next" | "interest"> {
	unit: Scored["unit"];
	nearest: number;
}

function learntParts(candidates: readonly Candidate[], by: readonly Directions[]): Learnt[] {
	const n = candidates.length;
	const taste = new Float64Array(n);
	const next = new Float64Array(n);
	const interests = Array.from({ length: memory.interests }, () => new Float64Array(n));
	candidates.forEach(({ pack, at }, i) => {
		const { taste: tasteTo, next: nextTo, interests: several } = by[i] as Directions;
		const { tasteOut, nextOut } = pack.header.scales;
		taste[i] = dotAt(tasteTo, pack.vectors, at + dims) * tasteOut;
		next[i] = dotAt(nextTo, pack.vectors, at + 3 * dims) * nextOut;
		several.forEach(({ direction }, k) => {
			(interests[k] as Float64Array)[i] = dotAt(direction, pack.vectors, at + dims) * tasteOut;
		});
	});
	const [z, y] = [standard(taste), standard(next)];
	// Each interest is measured by itself: a small one is to have its best videos as high as a large one.
	const each = interests.map(standard);
	const units = each.map(({ unit }) => ({
		taste: weights.taste * z.unit,
		next: weights.next * y.unit,
		interest: weights.interest * unit,
	}));
	return candidates.map(({ pack }, i) => {
		let nearest = 0;
		for (let k = 1; k < each.length; k++)
			if (at(each[k]?.values, i) > at(each[nearest]?.values, i)) nearest = k;
		const unit = units[nearest] as Scored["unit"];
		const trust = trustIn(pack);
		return {
			taste: trust * weights.taste * at(z.values, i),
			next: trust * weights.next * at(y.values, i),
			interest: trust * weights.interest * Math.max(0, at(each[nearest]?.values, i)),
			unit: { taste: trust * unit.taste, next: trust * unit.next, interest: trust * unit.interest },
			nearest,
		};
	});
}

const at = (values: Float64Array | undefined, i: number): number => values?.[i] ?? 0;

/** In standard deviations around the mean; all 0 where all are alike. `unit`: one of the old in the new. */
export function standard(values: Float64Array): { values: Float64Array; unit: number } {
	let [sum, squares] = [0, 0];
	for (const value of values) sum += value;
	const mean = values.length > 0 ? sum / values.length : 0;
	for (const value of values) squares += (value - mean) ** 2;
	const deviation = Math.sqrt(squares / Math.max(1, values.length));
	const unit = deviation > 1e-9 ? 1 / deviation : 0;
	return { values: values.map((value) => Math.max(-4, Math.min(4, (value - mean) * unit))), unit };
}

type Judged = Omit<Parts, "taste" | "next" | "interest">;

/** What is counted and chosen, once for all candidates. */
function judgeOf(viewer: Viewer, settings: FeedSettings): (candidate: Candidate) => Judged {
	const { model, mine, now, seen, before } = viewer;
	const tired = tiredOf(before.slice(-recently.screens).map(({ tags }) => tags));
	const heard = new Set(before.slice(-recently.sound).map(({ sound }) => sound));
	const unwanted = unwantedOf(viewer);
	// What many like counts while little is known of this one.
	const unknown = 1 / (1 + model.moments.length / 10);
	return (candidate) => {
		const { item, pack } = candidate;
		// What the vectors cannot tell, the tags have to.
		const tags = weights.tag + (1 - trustIn(pack)) * weights.tagAlone;
		const hours = Math.max(0, now - item.created) / 3_600_000;
		const tiring = strongest(item.tags, (tag) => tired.get(tag) ?? 0);
		const rest =
			weights.fresh * 0.5 ** (hours / freshHours) +
			weights.quality * item.quality +
			(weights.tired / weights.tag) * tags * tiring +
			(item.sound !== null && heard.has(item.sound) ? weights.heard : 0) +
			(fits(item.seconds, settings) ? 0 : weights.length) +
			(seen.has(item.id) ? weights.again : 0) +
			weights.less * unwanted(candidate);
		return {
			tag: tags * strongest(item.tags, (tag) => affinity(model.tags, tag)),
			author: weights.author * affinity(model.authors, item.author),
			sound: item.sound === null ? 0 : weights.sound * affinity(model.sounds, item.sound),
			topic: weights.topic * strongest(item.tags, (tag) => settings.topics.get(tag) ?? 0),
			followed: mine.following.has(item.author) ? weights.followed : 0,
			popular: weights.popular * unknown * Math.log10(1 + item.acts),
			pinned: item.group === "pinned" ? weights.pinned : 0,
			rest,
		};
	};
}

/** The best and the worst together: ten tags are not to count more than one, nor to hide what is not liked. */
function strongest(tags: readonly string[], value: (tag: string) => number): number {
	let [best, worst] = [0, 0];
	for (const tag of tags) {
		const now = value(tag);
		if (now > best) best = now;
		if (now < worst) worst = now;
	}
	return best + worst;
}

function fits(seconds: number, { length }: FeedSettings): boolean {
	return length === "any" || (length === "short" ? seconds <= 30 : seconds > 30);
}

/** How much of the last screens each tag had, from a third on. */
function tiredOf(screens: readonly (readonly string[])[]): Map<string, number> {
	const times = new Map<string, number>();
	for (const tags of screens) for (const tag of new Set(tags)) times.set(tag, (times.get(tag) ?? 0) + 1);
	const most = Math.max(6, screens.length);
	return new Map([...times].map(([tag, n]) => [tag, Math.max(0, n / most - 1 / 3)]));
}

/** How much "less of this" holds for something, 0 to 1: said of what is near by its vectors, as far as these are believed, or by its tags. */
function unwantedOf({ model, find }: Viewer): (candidate: Candidate) => number {
	const refused = model.moments
		.slice(-memory.less)
		.filter(({ acts }) => acts.includes("less") || acts.includes("report"));
	const tags = new Set(refused.flatMap(({ of }) => of.tags));
	const places = refused.flatMap(({ video }) => find(video) ?? []);
	const isNear = ({ pack, at }: Placed) =>
		places.some(
			(one) =>
				one.pack.header.server === pack.header.server &&
				cosineAt(one.pack.vectors, one.at, pack.vectors, at) > memory.lessNear,
		);
	return (candidate) => {
		const trust = trustIn(candidate.pack);
		const shares = candidate.item.tags.some((tag) => tags.has(tag));
		return (isNear(candidate) ? trust : 0) + (shares ? 1 - trust : 0);
	};
}
