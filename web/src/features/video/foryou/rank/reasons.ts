// Why a video comes, in the order of what its score is really made of.
import { worthOf } from "../model/model";
import { finished, type Moment } from "../model/moment";
import { dotAt, type Pull } from "../model/vectors";
import { dims } from "../packs/read";
import type { FeedSettings } from "../settings";
import type { Reason, Viewer } from "./ranker";
import type { Scored } from "./score";

/** What is less than this of a score is no reason. */
const least = 0.05;

/** Before so many acts nobody says that many people like it. */
const many = 20;

/** The reasons, strongest first; never none. */
export function reasonsOf(scored: Scored, viewer: Viewer, settings: FeedSettings): Reason[] {
	const { parts, candidate } = scored;
	const { item } = candidate;
	const found: Reason[] = [...momentReasons(scored)];
	const tag = tagBy(item.tags, (one) => viewer.model.tags.get(one)?.good ?? 0);
	if (tag)
		found.push({
			kind: "tag",
			tag,
			weight: parts.tag,
			...resting(viewer, (one) => one.of.tags.includes(tag)),
		});
	found.push({
		kind: "author",
		author: item.author,
		weight: parts.author,
		...resting(viewer, (one) => one.of.author === item.author),
	});
	if (item.sound !== null)
		found.push({
			kind: "sound",
			sound: item.sound,
			weight: parts.sound,
			...resting(viewer, (one) => one.of.sound === item.sound),
		});
	const topic = tagBy(item.tags, (one) => settings.topics.get(one) ?? 0);
	if (topic) found.push({ kind: "interest", tag: topic, weight: parts.topic, moments: [] });
	found.push({ kind: "followed", author: item.author, weight: parts.followed, moments: [] });
	found.push({ kind: "pinned", weight: parts.pinned, moments: [] });
	const isPopular = item.acts >= many && item.group !== "rising";
	found.push({ kind: "popular", weight: isPopular ? parts.popular : 0, moments: [] });
	const real = found.filter(({ weight }) => weight >= least).sort((one, other) => other.weight - one.weight);
	if (real.length === 0 || item.group === "rising") real.push(groupReason(scored));
	return real;
}

/** What the packs have it for, where nothing of the viewer speaks for it. */
export function groupReason({ candidate: { item }, parts }: Pick<Scored, "candidate" | "parts">): Reason {
	if (item.newCreator) return { kind: "new_creator", author: item.author, weight: 0, moments: [] };
	if (item.group === "rising") return { kind: "rising", weight: Math.max(0, parts.popular), moments: [] };
	if (item.group === "popular") return { kind: "popular", weight: Math.max(0, parts.popular), moments: [] };
	return { kind: "explore", weight: 0, moments: [] };
}

/** The moments that pull towards it, by what was done: liked ones, and ones that were watched to the end. */
function momentReasons(scored: Scored): Reason[] {
	const pulls = pullsOn(scored).filter(({ weight }) => weight > 0);
	const liked = pulls.filter(({ moment }) => moment.acts.some((act) => act !== "less" && act !== "report"));
	const watched = pulls.filter(
		({ moment }) => !liked.some((one) => one.moment === moment) && finished(moment),
	);
	return [reasonOf("liked_like", liked, scored), reasonOf("finished_like", watched, scored)].flatMap(
		(one) => one ?? [],
	);
}

interface Weighed {
	moment: Moment;
	weight: number;
}

/** How much of the score each moment is: the score is linear in them. */
function pullsOn({ candidate: { pack, at }, by, unit, nearest }: Scored): Weighed[] {
	const { tasteOut, nextOut } = pack.header.scales;
	const near = new Set(by.interests[nearest]?.pulls);
	return by.pulls.map((pull: Pull) => {
		const taste = dotAt(pull.tasteIn, pack.vectors, at + dims) * tasteOut;
		const next = pull.next === 0 ? 0 : dotAt(pull.nextIn, pack.vectors, at + 3 * dims) * nextOut;
		const interest = near.has(pull) ? taste * pull.interest * unit.interest : 0;
		return {
			moment: pull.moment,
			weight: taste * pull.taste * unit.taste + next * pull.next * unit.next + interest,
		};
	});
}

/** Moments that have most in common are named by it; alone they have no name. */
function reasonOf(
	kind: "liked_like" | "finished_like",
	pulls: readonly Weighed[],
	{ candidate }: Scored,
): Reason | null {
	const { item } = candidate;
	const best = pulls.filter(({ weight }) => weight >= 0.02);
	if (best.length === 0) return null;
	const sum = (all: readonly Weighed[]) => all.reduce((before, { weight }) => before + weight, 0);
	const sharing = (tag: string) => best.filter(({ moment }) => moment.of.tags.includes(tag));
	const tag = tagBy(item.tags, (one) => sum(sharing(one)));
	const of = tag ? sharing(tag) : best;
	const ordered = [...of].sort((one, other) => other.weight - one.weight);
	return {
		kind,
		...(tag && { tag }),
		...(item.language &&
			of.every(({ moment }) => moment.of.language === item.language) && { language: item.language }),
		count: of.length,
		weight: sum(of),
		moments: ordered.map(({ moment }) => moment.id),
	};
}

/** The tag of which something is most, if it is anything. */
function tagBy(tags: readonly string[], value: (tag: string) => number): string | undefined {
	let most = 0;
	let found: string | undefined;
	for (const tag of tags) {
		const now = value(tag);
		if (now > most) [most, found] = [now, tag];
	}
	return found;
}

/** The moments that speak for it in a counter. */
function resting({ model }: Viewer, by: (moment: Moment) => boolean): Pick<Reason, "moments" | "count"> {
	const moments = model.moments.filter((one) => by(one) && worthOf(one) > 0).map(({ id }) => id);
	return { moments, count: moments.length };
}
