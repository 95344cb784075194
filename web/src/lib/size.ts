// Sizes of files and stores in words.

const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** "3.4 MB", in the language's own numbers. */
export function sizeWords(bytes: number, language: string): string {
	const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
	return new Intl.NumberFormat(language, {
		style: "unit",
		unit: units[power],
		// The short form of a byte is "byte", however many there are.
		unitDisplay: power === 0 ? "long" : "short",
		maximumFractionDigits: power > 1 ? 1 : 0,
	}).format(bytes / 1000 ** power);
}
