// A reason as a person would say it.
import type { Translate } from "@/lib/i18n";
import type { Reason } from "./rank/ranker";

interface Words {
	t: Translate;
	/** Of the app. */
	language: string;
	/** What somebody is called. */
	nameOf: (userId: string) => string;
}

/** One sentence. */
export function reasonWords(
	{ kind, tag, author, language: spoken, count = 1 }: Reason,
	{ t, language, nameOf }: Words,
): string {
	const name = author ? nameOf(author) : "";
	switch (kind) {
		case "liked_like":
		case "finished_like": {
			const does = kind === "liked_like" ? "liked" : "finished";
			const inLanguage = spoken ? languageName(spoken, language) : null;
			if (!tag) return t(`video.why.${does}`, { count });
			if (!inLanguage) return t(`video.why.${does}Tag`, { count, tag });
			return t(`video.why.${does}TagIn`, { count, tag, language: inLanguage });
		}
		case "tag":
			return t("video.why.tag", { tag: tag ?? "", count });
		case "interest":
			return t("video.why.interest", { tag: tag ?? "" });
		case "author":
		case "followed":
		case "new_creator":
			return t(`video.why.${kind}`, { name });
		default:
			return t(`video.why.${kind}`);
	}
}

/** "Cantonese", "粤语"; the tag itself where it has no name. */
export function languageName(tag: string, language: string): string {
	try {
		return new Intl.DisplayNames([language], { type: "language" }).of(tag) ?? tag;
	} catch {
		return tag;
	}
}
