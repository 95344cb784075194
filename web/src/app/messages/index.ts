// Loads the words of one language: those of the door at once, all others when somebody is inside.
import { type Language, wordsFor } from "@/lib/i18n";

/** How much of a catalogue: a newcomer's phone need not load the words of the settings. */
export type Extent = "door" | "all";

const catalogues: Record<Extent, Record<Language, () => Promise<{ default: Record<string, string> }>>> = {
	door: { en: () => import("./doorEn"), "zh-Hans": () => import("./doorZh") },
	all: { en: () => import("./en"), "zh-Hans": () => import("./zh") },
};

/** The formatter for a language. */
export async function loadWords(language: Language, extent: Extent = "all") {
	return wordsFor(language, (await catalogues[extent][language]()).default);
}
