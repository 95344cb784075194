// The one upload desk of the person who is signed in.
import type { MatrixClient } from "matrix-js-sdk";
import { useSyncExternalStore } from "react";
import { useClient } from "@/matrix/react";
import type { Draft } from "./drafts";
import { type Progress, UploadDesk } from "./UploadDesk";

const desks = new WeakMap<MatrixClient, UploadDesk>();

/** Opened when it is first asked for; then it goes on with what a former page left. */
export function uploadDesk(client: MatrixClient): UploadDesk {
	const desk = desks.get(client) ?? new UploadDesk(client);
	desks.set(client, desk);
	return desk;
}

/** The desk, for components. */
export const useDesk = (): UploadDesk => uploadDesk(useClient());

/** All that is being made, as it changes. */
export function useDrafts(): readonly Draft[] {
	const desk = useDesk();
	return useSyncExternalStore(desk.subscribe, desk.read);
}

/** How far one is, as it changes. */
export function useProgress(id: string): Progress | undefined {
	const desk = useDesk();
	return useSyncExternalStore(desk.subscribe, desk.readProgress).get(id);
}
