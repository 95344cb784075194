// In which languages one may look at what rises.

/**
 * Each once, by its first part, as the server tells them apart: the app's own, those that the browser says one reads, and
 * those of videos. What is no language tag is left out.
 */
export function offeredLanguages(...tags: readonly (string | null | undefined)[]): string[] {
	return [...new Set(tags.flatMap((tag) => /^[a-z]{2,3}(?=-|$)/i.exec(tag ?? "")?.[0].toLowerCase() ?? []))];
}
