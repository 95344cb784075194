/** Of what is given in several languages (BCP 47 codes) the one for this reader: exactly theirs, or of the same base. */
export function byLanguage<T>(texts: Readonly<Record<string, T>>, language: string): T | undefined {
	const base = language.split("-")[0];
	const code =
		Object.keys(texts).find((one) => one === language) ??
		Object.keys(texts).find((one) => one.split("-")[0] === base);
	return code === undefined ? undefined : texts[code];
}
