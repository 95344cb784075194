// What the server is asked about what is found: people, tags, sounds, and what is on the way up.
import { useCallback, useEffect, useState } from "react";
import { listOf, nextOf, type Page, useVideoApi, type VideoApi, withQuery } from "../api";
import { learnMakers } from "../makers";
import { peopleOf } from "../people/calls";
import type { VideoPerson } from "../shapes";
import { type Paged, usePaged } from "../usePaged";
import { type Sound, soundOf, type Tag, tagOf } from "./shapes";

/** Tags of an answer. */
export const tagsIn = (answer: Record<string, unknown>): Tag[] =>
	listOf(answer, "tags").flatMap((one) => tagOf(one) ?? []);

/** Sounds of an answer. */
export function soundsIn(answer: Record<string, unknown>): Sound[] {
	const sounds = listOf(answer, "sounds").flatMap((one) => soundOf(one) ?? []);
	learnMakers(
		sounds.flatMap(({ author }) => (author ? [{ author: author.userId, profile: author.profile }] : [])),
	);
	return sounds;
}

/** The first few people and tags whose names begin like this. */
export async function suggestions(
	api: VideoApi,
	words: string,
): Promise<{ people: VideoPerson[]; tags: Tag[] }> {
	const ask = (kind: string, limit: string) => api.ask("GET", withQuery("search", { kind, q: words, limit }));
	const [people, tags] = await Promise.all([ask("people", "4"), ask("tags", "4")]);
	return { people: peopleOf(people).slice(0, 4), tags: tagsIn(tags).slice(0, 4) };
}

/** A list that is searched, or on the way up. */
export function useFound<I>(
	path: string,
	read: (answer: Record<string, unknown>) => I[],
	keyOf: (item: I) => string,
): Paged<I> {
	const api = useVideoApi();
	return usePaged(
		useCallback(
			async (from: string | null): Promise<Page<I>> => {
				const answer = await api.ask("GET", withQuery(path, { limit: "30", from }));
				return { items: read(answer), next: nextOf(answer) };
			},
			[api, path, read],
		),
		keyOf,
	);
}

/** One answer; `undefined`: not known yet. */
export function useAnswer<A>(
	path: string,
	read: (answer: Record<string, unknown>) => A | null,
): { answer: A | null | undefined; error: Error | undefined; retry: () => void } {
	const api = useVideoApi();
	const [answer, setAnswer] = useState<A | null>();
	const [error, setError] = useState<Error>();
	const [round, setRound] = useState(0);
	// biome-ignore lint/correctness/useExhaustiveDependencies: each round asks again
	useEffect(() => {
		let shown = true;
		setError(undefined);
		api.ask("GET", path).then(
			(found) => shown && setAnswer(read(found)),
			(problem: Error) => shown && setError(problem),
		);
		return () => {
			shown = false;
		};
	}, [api, path, read, round]);
	return { answer, error, retry: () => setRound((now) => now + 1) };
}
