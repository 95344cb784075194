// What the author of videos is told about them (`GET numbers`, `GET videos/{id}/numbers`).
import type { Told } from "@/matrix/causeway";
import type { ViewSource } from "../foryou/views/kept";

/** What is counted by day. */
export type Counted = "views" | "likes" | "comments" | "shares" | "saves" | "reposts" | "follows";

/** A day; `null`: too few to be told, or nothing of the kind. */
export interface DayNumbers extends Readonly<Record<Counted, number | null>> {
	/** Its beginning (UTC), in Unix milliseconds. */
	from: number;
}

/** Where views come from, in the order in which they are shown. */
export const sources = [
	"feed",
	"following",
	"profile",
	"tag",
	"sound",
	"search",
	"share",
] as const satisfies readonly ViewSource[];

/** Numbers of one video or of all. */
export interface Numbers {
	/** The oldest first. */
	days: readonly DayNumbers[];
	views: number | null;
	/** How many views ended after how many quarters: 0 to 4. */
	completion: readonly (number | null)[];
	sources: Readonly<Record<ViewSource, number | null>>;
	/** The audience that a new video gets; `null` of all videos together. */
	first: { views: number | null; of: number; done: boolean } | null;
}

/** As it is told, in the shape in which it is shown. */
export const numbersOf = (told: Told<"Numbers">): Numbers => ({
	days: told.days.map(({ from_ms, completion: _, ...counted }) => ({ from: from_ms, ...counted })),
	views: told.views,
	completion: told.completion,
	sources: told.sources,
	first: told.first_audience,
});

/** All days of one kind together: what is not told counts for nothing; `null`: no day tells any. */
export function sumOf(numbers: Numbers, what: Counted): number | null {
	if (what === "views") return numbers.views;
	const told = numbers.days.flatMap((day) => day[what] ?? []);
	return told.length > 0 ? told.reduce((sum, one) => sum + one, 0) : null;
}

/** The end of an axis that starts at zero: the next round number. */
export function roundUp(most: number): number {
	if (most <= 4) return 4;
	const unit = 10 ** Math.floor(Math.log10(most));
	const step = [1, 2, 4, 5, 10].find((one) => one * unit >= most) ?? 10;
	return step * unit;
}
