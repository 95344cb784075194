// The app's own words, by message id, so that stories find things in both languages and after a change of wording.
import { globSync, readFileSync } from "node:fs";
import { root } from "./places.mjs";

/** @typedef {"en" | "zh"} Lang */

/** @type {Record<Lang, Record<string, string>>} */
const catalogues = { en: {}, zh: {} };
for (const lang of /** @type {Lang[]} */ (["en", "zh"]))
	for (const file of globSync(`${root}web/src/**/${lang}.json`))
		Object.assign(catalogues[lang], JSON.parse(readFileSync(file, "utf8")));

/**
 * The words of a message with its `{placeholders}` filled in. Plurals and choices are not formatted: write the
 * words that you expect.
 * @param {Lang} lang @param {string} id @param {Record<string, string | number>} [values]
 */
export function words(lang, id, values = {}) {
	const message = catalogues[lang][id];
	if (message === undefined) throw new Error(`There are no words for ${id} in ${lang}`);
	return message.replace(/\{(\w+)(,.*)?\}/gs, (_all, name, choice) => {
		if (choice || values[name] === undefined) throw new Error(`${id} needs ${name}: ${message}`);
		return String(values[name]);
	});
}
