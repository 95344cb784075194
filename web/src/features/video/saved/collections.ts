// The collections into which I sort videos that I save.
import { useCallback, useEffect, useState } from "react";
import { listOf, useVideoApi, type VideoApi } from "../api";
import { pathOn, sizeOf, stringOf } from "../shapes";

/** One of mine. */
export interface Collection {
	id: string;
	name: string;
	count: number;
	/** The picture of its newest video. */
	poster: string | null;
}

const enc = encodeURIComponent;

/** `null`: no collection. */
export function collectionOf(answer: Record<string, unknown>, origin = location.origin): Collection | null {
	const id = stringOf(answer.id);
	if (!id) return null;
	return {
		id,
		name: stringOf(answer.name) ?? id,
		count: sizeOf(answer.count),
		poster: pathOn(answer.poster, origin),
	};
}

/** The list, and what can be done with it. */
export interface Collections {
	/** `undefined`: not known yet. */
	items: readonly Collection[] | undefined;
	error: Error | undefined;
	reload: () => void;
	create: (name: string) => Promise<Collection>;
}

/** Mine. */
export function useCollections(): Collections {
	const api = useVideoApi();
	const [items, setItems] = useState<readonly Collection[]>();
	const [error, setError] = useState<Error>();
	const [round, setRound] = useState(0);
	// biome-ignore lint/correctness/useExhaustiveDependencies: each round asks again
	useEffect(() => {
		let shown = true;
		setError(undefined);
		collectionsOf(api).then(
			(found) => shown && setItems(found),
			(problem: Error) => shown && setError(problem),
		);
		return () => {
			shown = false;
		};
	}, [api, round]);
	const create = useCallback(
		async (name: string) => {
			const made = collectionOf({ name, ...(await api.ask("POST", "collections", { name })) });
			if (!made) throw new TypeError("The server's answer is no collection");
			setItems((now = []) => [...now, made]);
			return made;
		},
		[api],
	);
	return { items, error, reload: useCallback(() => setRound((now) => now + 1), []), create };
}

async function collectionsOf(api: VideoApi): Promise<Collection[]> {
	const answer = await api.ask("GET", "collections");
	return listOf(answer, "collections").flatMap((one) => collectionOf(one) ?? []);
}

/** Gives a collection another name. */
export async function rename(api: VideoApi, id: string, name: string): Promise<void> {
	await api.ask("PUT", `collections/${enc(id)}`, { name });
}

/** Takes a collection away; its videos stay saved. */
export async function removeCollection(api: VideoApi, id: string): Promise<void> {
	await api.ask("DELETE", `collections/${enc(id)}`);
}

/** Keeps a video, in a collection if one is given. */
export async function saveTo(api: VideoApi, video: string, collection: string | null): Promise<void> {
	await api.ask("PUT", `videos/${enc(video)}/save`, collection === null ? {} : { collection });
}
