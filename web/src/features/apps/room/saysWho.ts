// Whether a line of a mini-app begins with somebody's name; pure.

const word = /[\p{L}\p{N}]/u;

/** "Mei won" says who Mei is; "Meilin won" is about another one. Han is written without spaces: "美玲赢了" does. */
export function saysWho(text: string, name: string): boolean {
	if (!name || !text.startsWith(name)) return false;
	const before = name.at(-1) ?? "";
	const after = String.fromCodePoint(text.codePointAt(name.length) ?? 32);
	return !word.test(before) || !word.test(after) || /\p{Script=Han}/u.test(after);
}
