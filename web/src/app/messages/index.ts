// Loads the catalogue of one language, as a file of its own.
import { type Language, wordsFor } from "@/lib/i18n";

const catalogues: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
	en: () => import("./en"),
	"zh-Hans": () => import("./zh"),
};

/** The formatter for a language. */
export async function loadWords(language: Language) {
	return wordsFor(language, (await catalogues[language]()).default);
}
