// What is not to be here: the reasons for which one reports, and for which a video is taken away.
import type { MessageId } from "./i18n";

/** Codes that the server knows too, each with words for it: `video.rule.…`. */
export const rules = [
	"spam",
	"nudity",
	"violence",
	"hate",
	"harassment",
	"self_harm",
	"minors",
	"dangerous",
	"false_information",
	"copyright",
	"other",
] as const;

/** One of them. */
export type Rule = (typeof rules)[number];

/** Codes that only the server itself gives: nobody reports by them. */
const own: readonly string[] = ["blocked"];

/** Words for a code; what a newer server knows beyond it is shown as it is. */
export function ruleLabel(code: string): MessageId | null {
	return (rules as readonly string[]).includes(code) || own.includes(code)
		? (`video.rule.${code}` as MessageId)
		: null;
}
