// Accessibility by axe-core: no serious or critical violation on a screen.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * What is wrong on a page, one line each; empty if nothing serious is.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string[]>}
 */
export async function violations(page) {
	// By the debugger: the app's content security policy lets no script in by other ways, and must not.
	const debug = await page.context().newCDPSession(page);
	await debug.send("Runtime.evaluate", { expression: `self.axe || (()=>{${source}})()` });
	await debug.detach();
	const found = await page.evaluate(async (only) => {
		const { axe } = /** @type {any} */ (self);
		// What fades in has hardly any contrast yet.
		const moving = document
			.getAnimations()
			.filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
		await Promise.allSettled(moving.map((one) => one.finished));
		// React Aria's announcer names for some seconds a button that was just pressed and may be gone by now.
		const where = { exclude: ["[data-live-announcer]"] };
		// Experimental: takes the number in a badge for a part of the label.
		const rules = { "label-content-name-mismatch": { enabled: false } };
		const { violations } = await axe.run(where, { runOnly: only, resultTypes: ["violations"], rules });
		return violations.filter(
			(/** @type {any} */ one) => one.impact === "serious" || one.impact === "critical",
		);
	}, tags);
	return found.flatMap((/** @type {any} */ rule) =>
		rule.nodes.map(
			(/** @type {any} */ node) =>
				`${rule.id}: ${node.html.slice(0, 200)} ${node.failureSummary.replaceAll(/\s+/g, " ")}`,
		),
	);
}
