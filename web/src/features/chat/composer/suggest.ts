// What is being completed at the cursor: a person after @, an emoji after a colon; pure.

/** A word that can be completed, and where it begins. */
export interface Trigger {
	kind: "person" | "emoji";
	query: string;
	/** Where the @ or the colon stands. */
	start: number;
}

/** `null` where nothing is being completed. */
export function triggerAt(text: string, cursor: number): Trigger | null {
	const before = text.slice(Math.max(0, cursor - 60), cursor);
	const found =
		/(?:^|[\s(（，。！？、])([@:])([^\s@:]{0,40})$/u.exec(before) ??
		/([@])([^\s@:]{0,40})$/u.exec(chinese(before));
	if (!found) return null;
	const [, sign, query = ""] = found;
	// One letter after a colon is a smile more often than a search.
	if (sign === ":" && query.length < 2) return null;
	return { kind: sign === "@" ? "person" : "emoji", query, start: cursor - query.length - 1 };
}

/** Chinese has no spaces before an @; after a Latin letter it is an address of mail. */
function chinese(before: string): string {
	return /[\p{L}\p{N}._+-]@[^@]*$/u.test(before) && !/\p{Script=Han}@[^@]*$/u.test(before) ? "" : before;
}

/** How somebody is found, by my own name too, and what is written: my own name for somebody is nobody else's business. */
export function namesFor(mine: string, everybodys: string): { name: string; written: string } {
	return { name: mine === everybodys ? mine : `${mine} (${everybodys})`, written: everybodys };
}

interface Named {
	userId: string;
	name: string;
}

/** People whose name or id begins with the query first, then those who have it inside. */
export function searchPeople<P extends Named>(people: readonly P[], query: string, most = 8): P[] {
	const wanted = query.toLocaleLowerCase();
	const ranked = people.flatMap((one) => {
		const name = one.name.toLocaleLowerCase();
		const id = one.userId.slice(1).toLocaleLowerCase();
		if (name.startsWith(wanted)) return [{ one, rank: 0 }];
		if (name.split(/[\s(]+/).some((word) => word.startsWith(wanted)) || id.startsWith(wanted))
			return [{ one, rank: 1 }];
		return name.includes(wanted) ? [{ one, rank: 2 }] : [];
	});
	ranked.sort((a, b) => a.rank - b.rank);
	return ranked.slice(0, most).map(({ one }) => one);
}
