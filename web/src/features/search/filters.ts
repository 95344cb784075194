// The filters as the address holds them: `in` a chat, `by` a person, `since` a time.
import type { Filters } from "./protocol";

/** How far back. */
export const spans = ["day", "week", "month", "year"] as const;
/** One of them. */
export type Span = (typeof spans)[number];

const days: Record<Span, number> = { day: 1, week: 7, month: 31, year: 366 };

/** The span of an address; `null`: any time. */
export function spanOf(params: URLSearchParams): Span | null {
	const since = params.get("since");
	return spans.find((one) => one === since) ?? null;
}

/** What the index is asked; whole days, so that typing on does not change the question. */
export function filtersOf(params: URLSearchParams): Filters {
	const span = spanOf(params);
	const room = params.get("in");
	const sender = params.get("by");
	return {
		...(room ? { roomIds: [room] } : {}),
		...(sender ? { sender } : {}),
		...(span ? { after: new Date().setHours(0, 0, 0, 0) - (days[span] - 1) * 86_400_000 } : {}),
	};
}
