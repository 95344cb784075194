// The mini-apps that were opened on this device.
import { useEffect, useState, useSyncExternalStore } from "react";
import type { OpenedApp } from "@/matrix/miniApps/kept";
import { useMiniApps } from "../room/useShared";

/** The last one first. */
export function useMyApps(): readonly OpenedApp[] {
	const desk = useMiniApps();
	return useSyncExternalStore(desk.subscribe, desk.opened);
}

/** Bytes that each of them keeps here. */
export function useSizes(apps: readonly OpenedApp[]): ReadonlyMap<string, number> {
	const desk = useMiniApps();
	const [sizes, setSizes] = useState<ReadonlyMap<string, number>>(new Map());
	useEffect(() => {
		let shown = true;
		void Promise.all(apps.map(async ({ id }) => [id, await desk.bytesOf(id)] as const)).then(
			(all) => shown && setSizes(new Map(all)),
		);
		return () => {
			shown = false;
		};
	}, [desk, apps]);
	return sizes;
}
