// What a rule is about, as the host types it: an address out of the app, a #tag, a name.
import type { Told } from "@/matrix/causeway";

/** What a rule is about. */
export type Subject = Told<"Subject">;

/** All of them. */
export const subjects = ["tag", "author", "video", "sound"] as const satisfies readonly Subject[];

/** What a rule does; the server pins single videos alone. */
export const kindsFor = (subject: Subject): readonly Told<"RuleKind">[] =>
	subject === "video" ? ["exclude", "demote", "pin"] : ["exclude", "demote"];

/** Where in the app's addresses it stands. */
const places: Record<Subject, RegExp> = {
	video: /\/v\/([^/?#]+)/,
	tag: /\/video\/tag\/([^/?#]+)/,
	author: /\/video\/people\/([^/?#]+)/,
	sound: /\/video\/sound\/([^/?#]+)/,
};

/** The value that the server knows it by; `server`: whose people have names without one. Empty: nothing was named. */
export function ruleValue(subject: Subject, typed: string, server: string): string {
	const words = typed.trim();
	const found = places[subject].exec(words)?.[1];
	const value = found === undefined ? words : decoded(found);
	if (subject === "tag") return value.replace(/^[#＃]+/, "");
	if (subject !== "author" || value === "") return value;
	const name = value.replace(/^@/, "");
	return name === "" ? "" : `@${name.includes(":") ? name : `${name}:${server}`}`;
}

function decoded(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}
