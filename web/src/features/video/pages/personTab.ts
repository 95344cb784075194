// The tabs of somebody's page, and the list behind each.
import type { Source } from "../api";

/** What is shown. */
export type PersonTab = "videos" | "reposts" | "liked" | "saved";

const everybodys = ["videos", "reposts"] as const;

/** What I liked and saved is for me alone. */
export const tabsOf = (mine: boolean): readonly PersonTab[] =>
	mine ? [...everybodys, "liked", "saved"] : everybodys;

/** The tab that an address names. */
export const tabOf = (named: string | null, mine: boolean): PersonTab =>
	tabsOf(mine).find((one) => one === named) ?? "videos";

/** The videos of a tab. */
export function tabSource(userId: string, tab: PersonTab): Source {
	switch (tab) {
		case "videos":
			return { kind: "person", userId };
		case "reposts":
			return { kind: "reposts", userId };
		case "liked":
			return { kind: "liked" };
		case "saved":
			return { kind: "saved", collection: null };
	}
}
