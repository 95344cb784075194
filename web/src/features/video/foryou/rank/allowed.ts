// What may come at all: nothing that was blocked, muted, put away or refused for ever, whichever the order.
import type { FeedSettings } from "../settings";
import type { Candidate, Viewer } from "./ranker";

/** Why nothing is left, if nothing is. */
export type Barren = "empty" | "seen" | "blocked" | "language" | null;

/** Those that may come. */
export function allowed(
	candidates: readonly Candidate[],
	viewer: Viewer,
	settings: FeedSettings,
): { left: Candidate[]; barren: Barren } {
	const wanted = candidates.filter(wantedBy(viewer, settings));
	const spoken = wanted.filter(speaks(settings));
	const left = viewer.again ? spoken : spoken.filter(({ item }) => !viewer.seen.has(item.id));
	if (left.length > 0) return { left, barren: null };
	if (candidates.length === 0) return { left, barren: "empty" };
	if (wanted.length === 0) return { left, barren: "blocked" };
	return { left, barren: spoken.length === 0 ? "language" : "seen" };
}

function wantedBy(viewer: Viewer, { never }: FeedSettings): (candidate: Candidate) => boolean {
	const { mine } = viewer;
	const [tags, authors, sounds] = [new Set(never.tags), new Set(never.authors), new Set(never.sounds)];
	return ({ item: { id, author, sound, tags: its } }) =>
		author !== viewer.me &&
		!mine.hidden.has(author) &&
		!mine.unwanted.has(id) &&
		!authors.has(author) &&
		!(sound !== null && sounds.has(sound)) &&
		!its.some((tag) => tags.has(tag));
}

/** What has no language is for everybody. */
const speaks =
	({ languages }: FeedSettings) =>
	({ item: { language } }: Candidate): boolean =>
		languages.length === 0 || language === null || languages.includes(language.split("-")[0] ?? "");
