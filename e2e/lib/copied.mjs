// A page of `docs/`, as somebody follows it who copies every block of code from the first to the last.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { root } from "./places.mjs";

/**
 * A block: commands, a whole file, or what stands at the end of one.
 * @typedef {{ kind: "commands", text: string } | { kind: "file" | "more", path: string, text: string }} Block
 */

/**
 * The blocks of a page. One that does not say what to do with it cannot be followed, by nobody.
 * @param {string} path below the repository @returns {Block[]}
 */
export function blocks(path) {
	const lines = readFileSync(root + path, "utf8").split("\n");
	/** @type {Block[]} */
	const found = [];
	let above = "";
	for (let at = 0; at < lines.length; at += 1) {
		const language = /^```(\w+)$/.exec(lines[at])?.[1];
		if (language === undefined) {
			assert.ok(!lines[at].startsWith("```"), `${path}:${at + 1}: a block without a language`);
			if (lines[at].trim() !== "") above = lines[at];
			continue;
		}
		const end = lines.indexOf("```", at);
		assert.ok(end > at, `${path}:${at + 1}: the block does not end`);
		found.push(meant(language, above, `${lines.slice(at + 1, end).join("\n")}\n`, `${path}:${at + 1}`));
		at = end;
	}
	return found;
}

/** @param {string} language @param {string} above @param {string} text @param {string} place @returns {Block} */
function meant(language, above, text, place) {
	if (language === "sh") return { kind: "commands", text };
	const whole = /^`([^`]+)`:$/.exec(above)?.[1];
	if (whole) return { kind: "file", path: whole, text };
	const more = /^At the end of `([^`]+)`:$/.exec(above)?.[1];
	assert.ok(more, `${place}: above the block stands neither a file nor the end of one: ${above}`);
	return { kind: "more", path: more, text };
}
