// Old messages of a new device: their keys are fetched from the backup in the background, with progress.
import type { MatrixClient } from "matrix-js-sdk";
import { CryptoEvent } from "matrix-js-sdk/lib/crypto-api/CryptoEvent";
import { useSyncExternalStore } from "react";

/** How far it is; `null`: nothing is being restored. */
export interface Restoring {
	/** Keys that were taken over, of all; 0 of 0 while they are being fetched. */
	done: number;
	total: number;
	failed: boolean;
}

let state: Restoring | null = null;
const listeners = new Set<() => void>();

function set(next: Restoring | null): void {
	state = next;
	for (const listener of listeners) listener();
}

/** How far the restoring is, as it changes. */
export function useRestoring(): Restoring | null {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => state,
	);
}

/** Forgets a failure that the person has seen. */
export function dismissRestoring(): void {
	if (state?.failed) set(null);
}

/** Fetches all keys of the backup; one run at a time. */
export function restoreMessages(client: MatrixClient): void {
	if (state && !state.failed) return;
	set({ done: 0, total: 0, failed: false });
	client
		.getCrypto()
		?.restoreKeyBackup({
			progressCallback: (progress) => {
				if ("total" in progress)
					set({ done: progress.successes + progress.failures, total: progress.total, failed: false });
			},
		})
		.then(
			() => set(null),
			() => set({ done: 0, total: 0, failed: true }),
		);
}

/** The other device puts the keys of what it has just sent into the backup up to ten seconds later. */
const lateKeysMs = 12_000;

/**
 * Restores as soon as another device has handed over the key of the backup (after a verification), and once more when
 * the keys of its newest messages have come too: the SDK does not look for them again by itself.
 */
export function watchBackup(client: MatrixClient): void {
	client.on(CryptoEvent.KeyBackupDecryptionKeyCached, () => {
		restoreMessages(client);
		setTimeout(() => restoreMessages(client), lateKeysMs);
	});
}
