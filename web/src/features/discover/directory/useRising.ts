// What rises in the directory this week. Where that cannot be had, nothing is said of it.
import { useEffect, useState } from "react";
import { useLanguage } from "@/lib/i18n";
import { call } from "@/matrix/causeway";
import { type Entry, inLanguage } from "./entry";

const most = 6;

/** `undefined` until it is known. Asked without an account: it is the same for everybody. */
export function useRising(): readonly Entry[] | undefined {
	const language = useLanguage();
	const [entries, setEntries] = useState<readonly Entry[]>();
	useEffect(() => {
		let shown = true;
		call(null, "get", "directory/rising", { query: { limit: most } }).then(
			({ results }) => shown && setEntries(results.map((entry) => inLanguage(entry, language))),
			() => undefined,
		);
		return () => {
			shown = false;
		};
	}, [language]);
	return entries;
}
