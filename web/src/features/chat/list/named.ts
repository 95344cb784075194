// Which of several names is meant by its first letters; pure.

/** The place of the name that begins with what was typed, -1 if none does; looks on from the place `from`. */
export function named(names: readonly string[], typed: string, from: number): number {
	// The same letter again goes on to the next name; one word that becomes longer stays.
	const letters = [...typed];
	const again = letters.every((letter) => letter === letters[0]);
	const wanted = fold(again ? (letters[0] ?? "") : typed);
	for (let i = 0; i < names.length; i++) {
		const at = (from + i + Number(again)) % names.length;
		if (fold(names[at] ?? "").startsWith(wanted)) return at;
	}
	return -1;
}

/** Capital letters and accents do not matter. */
const fold = (text: string) => text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLocaleLowerCase();
