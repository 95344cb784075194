// Words in the person's language: ICU messages by id, formatted by react-intl.
import type { ReactNode } from "react";
import { useMemo } from "react";
import { createIntl, createIntlCache, type IntlShape, RawIntlProvider, useIntl } from "react-intl";

/** All message ids; filled in by app/messages, where the catalogues of all features come together. */
// biome-ignore lint/suspicious/noEmptyInterface: app/messages extends it by declaration merging
export interface Catalogue {}

/** An id of the English catalogue; a misspelt one does not compile. */
export type MessageId = keyof Catalogue & string;

/** What a message is filled with: words and numbers. */
export type Values = Record<string, string | number | Date>;

/** What `<T>` is filled with: also elements, and functions for tags (`<b>…</b>`). */
export type RichValues = Record<string, ReactNode | Date | ((parts: ReactNode[]) => ReactNode)>;

/** The languages that are complete. */
export const languages = ["en", "zh-Hans"] as const;
/** One of the complete languages. */
export type Language = (typeof languages)[number];

/** The best language for a list of wishes such as `navigator.languages`. */
export function bestLanguage(wishes: readonly string[]): Language {
	for (const wish of wishes) {
		const tag = wish.toLowerCase();
		if (tag.startsWith("zh")) return "zh-Hans";
		if (tag.startsWith("en")) return "en";
	}
	return "en";
}

/** Gives the children their words. */
export function Words({ intl, children }: { intl: IntlShape; children: ReactNode }) {
	return <RawIntlProvider value={intl}>{children}</RawIntlProvider>;
}

/** The formatter for a language and its catalogue. */
export function wordsFor(language: Language, messages: Record<string, string>): IntlShape {
	return createIntl(
		{
			locale: language,
			messages,
			onError: (error) => {
				// A missing translation is found by `npm run check`, before anybody sees it.
				if (error.code !== "MISSING_TRANSLATION") throw error;
			},
		},
		createIntlCache(),
	);
}

/** Formats messages as text. */
export type Translate = (id: MessageId, values?: Values) => string;

/** `const t = useT(); t("chat.send")`. */
export function useT(): Translate {
	const intl = useIntl();
	return useMemo(() => (id, values) => intl.formatMessage({ id }, values), [intl]);
}

/** The language that is shown. */
export function useLanguage(): Language {
	return useIntl().locale as Language;
}

/** A message with elements in it: `<T id="…" values={{ b: (x) => <b>{x}</b> }} />`. */
export function T({ id, values }: { id: MessageId; values?: RichValues }) {
	const intl = useIntl();
	return <>{intl.formatMessage({ id }, values as Record<string, ReactNode>)}</>;
}
