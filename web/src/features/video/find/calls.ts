// What the server is asked about what is found: people, tags, sounds, and what is on the way up.
import { useCallback, useEffect, useState } from "react";
import type { Told } from "@/matrix/causeway";
import { useClient } from "@/matrix/react";
import { type Page, type Source, useVideoApi, type VideoApi } from "../api";
import { learnMakers } from "../makers";
import { peopleOf } from "../people/calls";
import type { VideoPerson } from "../shapes";
import { type Paged, usePaged } from "../usePaged";
import { type Sound, soundOf } from "./shapes";

/** Sounds of an answer. */
export function soundsOf(told: readonly Told<"Sound">[]): Sound[] {
	const sounds = told.map((one) => soundOf(one));
	learnMakers(
		sounds.flatMap(({ author }) => (author ? [{ author: author.userId, profile: author.profile }] : [])),
	);
	return sounds;
}

/** The first few people and tags whose names begin like this. */
export async function suggestions(
	api: VideoApi,
	words: string,
): Promise<{ people: VideoPerson[]; tags: Told<"VideoTag">[] }> {
	const ask = (kind: "people" | "tags") => api.call("get", "search", { query: { kind, q: words, limit: 4 } });
	const [{ people }, { tags }] = await Promise.all([ask("people"), ask("tags")]);
	return { people: peopleOf(people ?? []), tags: tags ?? [] };
}

/** Tags that begin so. */
export function useTags(words: string): Paged<Told<"VideoTag">> {
	const api = useVideoApi();
	return usePaged(
		useCallback(
			async (from: string | null): Promise<Page<Told<"VideoTag">>> => {
				const query = { kind: "tags", q: words, limit: 30, from } as const;
				const { tags, next } = await api.call("get", "search", { query });
				return { items: tags ?? [], next };
			},
			[api, words],
		),
		(one) => one.tag,
	);
}

/** Sounds with these words in their titles. */
export function useSounds(words: string): Paged<Sound> {
	const api = useVideoApi();
	return usePaged(
		useCallback(
			async (from: string | null): Promise<Page<Sound>> => {
				const query = { kind: "sounds", q: words, limit: 30, from } as const;
				const { sounds, next } = await api.call("get", "search", { query });
				return { items: soundsOf(sounds ?? []), next };
			},
			[api, words],
		),
		(one) => one.id,
	);
}

/** Sounds that many use now: one page of them. */
export function useTrendingSounds(): Paged<Sound> {
	const api = useVideoApi();
	return usePaged(
		useCallback(
			async (): Promise<Page<Sound>> => ({
				items: soundsOf((await api.call("get", "trending/sounds", { query: { limit: 30 } })).sounds),
				next: null,
			}),
			[api],
		),
		(one) => one.id,
	);
}

/** The sounds of videos: of mine, or of those that I saved. */
export function useSoundsOf(source: "mine" | "saved"): Paged<Sound> {
	const api = useVideoApi();
	const me = useClient().getSafeUserId();
	return usePaged(
		useCallback(
			async (from: string | null): Promise<Page<Sound>> => {
				const of: Source =
					source === "mine" ? { kind: "person", userId: me } : { kind: "saved", collection: null };
				const { items, next } = await api.page(of, from);
				const ids = new Set(items.flatMap(({ sound }) => sound?.id ?? []));
				const asked = await Promise.all(
					// One that has gone meanwhile is left out.
					[...ids].map((id) => api.call("get", "sounds/{id}", { path: { id } }).catch(() => null)),
				);
				return { items: soundsOf(asked.filter((one) => one !== null)), next };
			},
			[api, me, source],
		),
		(one) => one.id,
	);
}

/** One answer; `undefined`: not known yet. `ask` must stay the same function as long as it asks the same. */
export function useAnswer<A>(ask: (api: VideoApi) => Promise<A>): {
	answer: A | undefined;
	error: Error | undefined;
	retry: () => void;
} {
	const api = useVideoApi();
	const [answer, setAnswer] = useState<A>();
	const [error, setError] = useState<Error>();
	const [round, setRound] = useState(0);
	// biome-ignore lint/correctness/useExhaustiveDependencies: each round asks again
	useEffect(() => {
		let shown = true;
		setError(undefined);
		ask(api).then(
			(found) => shown && setAnswer(found),
			(problem: Error) => shown && setError(problem),
		);
		return () => {
			shown = false;
		};
	}, [api, ask, round]);
	return { answer, error, retry: () => setRound((now) => now + 1) };
}
