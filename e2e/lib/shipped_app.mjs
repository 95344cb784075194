// One of the mini-apps of apps/, open in somebody's chat: its page is a frame, its words are its own.
import { root } from "./places.mjs";

/** @typedef {import("./person.mjs").Person} Person */

/** An app that a person has open. */
export class ShippedApp {
	/** @param {Person} person @param {string} name as the chat calls it @param {Record<string, any>} words */
	constructor(person, name, words) {
		this.person = person;
		this.name = name;
		this.words = words;
		this.frame = person.page.frameLocator(`iframe[title="${name}"]`);
	}

	/**
	 * @param {Person} person @param {string} id its folder @param {string} name
	 */
	static async of(person, id, name) {
		const [own, kit] = await Promise.all([
			import(`${root}apps/${id}/words.js`),
			import(`${root}apps/kit/words.js`),
		]);
		return new ShippedApp(person, name, { ...kit.common[person.lang], ...own.words[person.lang] });
	}

	/** A text of the app in this person's language. @param {string} key @param {Record<string, string | number>} [values] @returns {string} */
	t(key, values = {}) {
		const found = this.words[key];
		if (found === undefined) throw new Error(`${this.name} has no text ${key}`);
		const pattern = typeof found === "string" ? found : values.n === 1 ? found.one : found.other;
		return pattern.replace(/\{(\w+)\}/g, (/** @type {string} */ _, /** @type {string} */ name) =>
			String(values[name]),
		);
	}

	/** The last one of that name: sheets stand at the end. @param {string} key @param {Record<string, string | number>} [values] */
	button(key, values) {
		return this.frame.getByRole("button", { name: this.t(key, values), exact: true }).last();
	}

	/** @param {string} key @param {Record<string, string | number>} [values] */
	press = (key, values) => this.button(key, values).click();

	/** @param {string} key @param {string} text */
	fill = (key, text) => this.frame.getByLabel(this.t(key), { exact: true }).last().fill(text);

	/** Waits until a text is seen. @param {string | RegExp} text */
	sees = (text) => this.frame.getByText(text).filter({ visible: true }).first().waitFor();
}
