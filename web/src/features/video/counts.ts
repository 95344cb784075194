// Counts as short as they are said: "12.4K", "1.2万".

/** In the language's own way. */
export function countWords(count: number, language: string): string {
	return new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 }).format(count);
}
