// Whether a mini-app was withdrawn: on its card, and before it opens.
import { useEffect, useState, useSyncExternalStore } from "react";
import { hexHash } from "@/matrix/miniApps/file";
import { type Withdrawn, withdrawnApps } from "@/matrix/miniApps/withdrawn";
import type { Instance } from "../Instance";

/** Nobody waits longer than this for the list before an app opens. */
const patienceMs = 2000;

/** What is said of a file by its hash, as it changes. */
export function useWithdrawn(sha256: string | null): Withdrawn | undefined {
	useEffect(() => void withdrawnApps.look(), []);
	return useSyncExternalStore(withdrawnApps.watch, () => withdrawnApps.of(sha256));
}

/**
 * The same of what would open: `undefined` until it is known. A message that does not say the hash of its file is no way
 * around: the file itself is looked at.
 */
export function useWithdrawnApp(instance: Instance, named: string | null): Withdrawn | null | undefined {
	const [sha256, setSha256] = useState(named);
	const [looked, setLooked] = useState(false);
	const said = useWithdrawn(sha256);
	useEffect(() => {
		let shown = true;
		const look = async () => {
			const patience = new Promise<void>((resolve) => setTimeout(resolve, patienceMs));
			const hashed = named ?? (await hashOf(instance));
			await Promise.race([withdrawnApps.look(), patience]);
			if (!shown) return;
			setSha256(hashed);
			setLooked(true);
		};
		void look();
		return () => {
			shown = false;
		};
	}, [instance, named]);
	return said ?? (looked ? null : undefined);
}

async function hashOf(instance: Instance): Promise<string | null> {
	try {
		return await hexHash(new Uint8Array(await instance.archive()));
	} catch {
		// What is wrong with the file says the frame.
		return null;
	}
}
