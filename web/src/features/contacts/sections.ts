// Names under letters: Latin names by their first letter, Chinese ones by the first letter of their pinyin.

/** People under one letter. */
export interface Section<P> {
	/** "A" to "Z", or "#" for everything else. */
	letter: string;
	people: P[];
}

/** Chinese names in the order of their pinyin, Latin ones in theirs, numbers by value. */
const order = new Intl.Collator(["zh-Hans-u-co-pinyin", "en"], { numeric: true, sensitivity: "base" });

/** The first character, in the order of pinyin, of each letter that begins a syllable. */
const firsts: readonly (readonly [letter: string, first: string])[] = [
	["A", "阿"],
	["B", "八"],
	["C", "嚓"],
	["D", "哒"],
	["E", "妸"],
	["F", "发"],
	["G", "旮"],
	["H", "哈"],
	["J", "丌"],
	["K", "咔"],
	["L", "垃"],
	["M", "呣"],
	["N", "拏"],
	["O", "噢"],
	["P", "妑"],
	["Q", "七"],
	["R", "呥"],
	["S", "仨"],
	["T", "他"],
	["W", "穵"],
	["X", "夕"],
	["Y", "丫"],
	["Z", "帀"],
];

/** The letter under which a name stands. */
export function letterOf(name: string): string {
	const [first = ""] = name.replace(/^[\p{P}\p{S}\s]+/u, "");
	if (/\p{Script=Han}/u.test(first)) return pinyinLetter(first);
	const plain = first.normalize("NFD").charAt(0).toUpperCase();
	return /[A-Z]/.test(plain) ? plain : "#";
}

/** Characters that are read otherwise as a family name, which the beginning of a name mostly is. */
const familyNames: Partial<Record<string, string>> = {
	曾: "Z",
	单: "S",
	仇: "Q",
	解: "X",
	区: "O",
	查: "Z",
	朴: "P",
	翟: "Z",
	缪: "M",
};

function pinyinLetter(character: string): string {
	const read = familyNames[character];
	if (read) return read;
	let found = "A";
	for (const [letter, first] of firsts) {
		if (order.compare(character, first) < 0) break;
		found = letter;
	}
	return found;
}

/** Sorted by name, under their letters, "#" last. */
export function sectionsOf<P>(people: readonly P[], nameOf: (one: P) => string): Section<P>[] {
	const named = people.map((one) => ({ one, name: nameOf(one), letter: letterOf(nameOf(one)) }));
	named.sort(
		(a, b) =>
			Number(a.letter === "#") - Number(b.letter === "#") ||
			a.letter.localeCompare(b.letter, "en") ||
			order.compare(a.name, b.name),
	);
	const sections: Section<P>[] = [];
	for (const { one, letter } of named) {
		const last = sections.at(-1);
		if (last?.letter === letter) last.people.push(one);
		else sections.push({ letter, people: [one] });
	}
	return sections;
}
