// Whether what the client has is of now: after a start it is what was kept on this device, until the server has answered.
import { ClientEvent, type MatrixClient, SyncState } from "matrix-js-sdk";
import { useCallback, useSyncExternalStore } from "react";
import { useClient } from "./react";

const caughtUp = new WeakSet<MatrixClient>();

/** Stays true once it is, whatever the connection does. */
export function useCaughtUp(): boolean {
	const client = useClient();
	const subscribe = useCallback(
		(changed: () => void) => {
			client.on(ClientEvent.Sync, changed);
			return () => void client.off(ClientEvent.Sync, changed);
		},
		[client],
	);
	return useSyncExternalStore(subscribe, () => isCaughtUp(client));
}

function isCaughtUp(client: MatrixClient): boolean {
	const state = client.getSyncState();
	const fresh = state === SyncState.Prepared && !client.getSyncStateData()?.fromCache;
	if (fresh || state === SyncState.Syncing) caughtUp.add(client);
	return caughtUp.has(client);
}
