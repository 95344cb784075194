// The directory's first page, as everybody sees it.
import { useCallback, useEffect, useState } from "react";
import { call, type Told } from "@/matrix/causeway";
import { useClient } from "@/matrix/react";
import type { Loading } from "../api";

/** Asks again when something else is typed. */
export function useEntries(
	typed: string,
): { entries: readonly Told<"DirectoryEntry">[] | undefined } & Pick<Loading<unknown>, "error" | "reload"> {
	const client = useClient();
	const [entries, setEntries] = useState<readonly Told<"DirectoryEntry">[]>();
	const [error, setError] = useState<Error>();
	const [round, setRound] = useState(0);
	// biome-ignore lint/correctness/useExhaustiveDependencies: each round asks again
	useEffect(() => {
		let shown = true;
		const query = { q: typed.trim().slice(0, 200) || null, limit: 50 };
		const timer = setTimeout(() => {
			call(client.getAccessToken(), "get", "directory", { query }).then(
				(page) => {
					if (!shown) return;
					setError(undefined);
					setEntries(page.results);
				},
				(problem: Error) => shown && setError(problem),
			);
		}, 150);
		return () => {
			shown = false;
			clearTimeout(timer);
		};
	}, [client, typed, round]);
	return { entries, error, reload: useCallback(() => setRound((now) => now + 1), []) };
}
