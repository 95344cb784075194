// My choices about videos, as the server keeps them.

/** Who may do something. */
export const whom = ["everyone", "friends", "nobody"] as const;

/** One of them. */
export type Whom = (typeof whom)[number];

/** The choices, by the server's names. */
export interface Choices {
	private: boolean;
	allow_duet: Whom;
	allow_stitch: Whom;
	allow_comments: Whom;
}

/** What is not told is as for a new account. */
export function choicesOf(answer: Record<string, unknown>): Choices {
	const read = (value: unknown): Whom => whom.find((one) => one === value) ?? "everyone";
	return {
		private: answer.private === true,
		allow_duet: read(answer.allow_duet),
		allow_stitch: read(answer.allow_stitch),
		allow_comments: read(answer.allow_comments),
	};
}
