// What components see of the mini-apps of a room.
import type { MatrixEvent } from "matrix-js-sdk";
import { useEffect, useSyncExternalStore } from "react";
import { type MiniApps, miniAppsOf } from "@/matrix/miniApps/MiniApps";
import type { Shared } from "@/matrix/miniApps/Shared";
import type { Face } from "@/matrix/miniApps/UpdateLog";
import { useClient } from "@/matrix/react";
import { useOutbox } from "@/matrix/useOutbox";

/** The mini-apps of who is signed in. */
export function useMiniApps(): MiniApps {
	return miniAppsOf(useClient(), useOutbox());
}

/** What a card shows of a mini-app, as it changes. */
export function useFace(event: MatrixEvent): { shared: Shared; face: Face } {
	const shared = useMiniApps().shared(event.getRoomId() ?? "", event.getId() ?? "");
	useEffect(() => shared.look(), [shared]);
	return { shared, face: useSyncExternalStore(shared.watch, () => shared.face) };
}
