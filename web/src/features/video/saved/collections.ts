// The collections into which I sort videos that I save.
import { useCallback, useEffect, useState } from "react";
import type { Told } from "@/matrix/causeway";
import { useVideoApi, type VideoApi } from "../api";
import { pathOn } from "../shapes";

/** One of mine; `poster`: the picture of its newest video. */
export type Collection = Told<"VideoCollection">;

const shown = (one: Collection): Collection => ({ ...one, poster: pathOn(one.poster) });

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
			const made = shown(await api.call("post", "collections", { body: { name } }));
			setItems((now = []) => [...now, made]);
			return made;
		},
		[api],
	);
	return { items, error, reload: useCallback(() => setRound((now) => now + 1), []), create };
}

async function collectionsOf(api: VideoApi): Promise<Collection[]> {
	return (await api.call("get", "collections")).collections.map(shown);
}

/** Gives a collection another name. */
export async function rename(api: VideoApi, id: string, name: string): Promise<void> {
	await api.call("put", "collections/{id}", { path: { id }, body: { name } });
}

/** Takes a collection away; its videos stay saved. */
export async function removeCollection(api: VideoApi, id: string): Promise<void> {
	await api.call("delete", "collections/{id}", { path: { id } });
}

/** Keeps a video, in a collection if one is given. */
export async function saveTo(api: VideoApi, video: string, collection: string | null): Promise<void> {
	await api.call("put", "videos/{id}/save", { path: { id: video }, body: { collection } });
}
