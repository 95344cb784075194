// What went through the chat, line by line.
import { t } from "./words.js";

const LINES_MOST = 500;
/** About so many characters are shown where chats show them (webxdc 1.3, sendUpdate). */
const SHOWN = { info: 50, document: 20, summary: 20 };

const list = /** @type {HTMLElement} */ (document.getElementById("log"));

/** @param {string} who @param {string} words @param {string[]} details */
export function log(who, words, ...details) {
	const line = document.createElement("li");
	const name = document.createElement("b");
	name.textContent = who;
	line.append(name, ` ${words}`);
	for (const detail of details.filter(Boolean)) line.append(" ", text("code", detail));
	const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
	list.append(line);
	if (list.childElementCount > LINES_MOST) list.firstElementChild?.remove();
	if (isAtEnd) list.scrollTop = list.scrollHeight;
	return line;
}

/**
 * An update, as it was sent, and what a chat makes of it.
 * @param {string} who @param {Record<string, any>} update @param {{ waits: boolean, after: number, interval: number }} when
 * @param {(href: string) => void} open
 */
export function logUpdate(who, update, { waits, after, interval }, open) {
	const { payload, info, href, ...beside } = update;
	const bytes = new TextEncoder().encode(JSON.stringify(update)).length;
	const said = info === undefined ? t("sent") : String(info);
	const line = log(who, waits ? `${t("waits")} ${said}` : said, JSON.stringify(payload));
	if (Object.keys(beside).length > 0) line.append(" ", text("code", JSON.stringify(beside)));
	line.append(" ", text("small", t("bytes", { n: bytes })));
	if (typeof href === "string") line.append(" ", opener(href, open));
	for (const [what, most] of Object.entries(SHOWN)) {
		const n = [...String(update[what] ?? "")].length;
		if (n > most) line.append(" ", text("em", t("long", { what, n, most })));
	}
	if (after < interval) line.append(" ", text("em", t("quick", { n: Math.round(after), most: interval })));
	list.scrollTop = list.scrollHeight;
}

/** What a tap on the line in a chat does. @param {string} href @param {(href: string) => void} open */
function opener(href, open) {
	const button = document.createElement("button");
	button.type = "button";
	button.textContent = t("open", { href });
	button.addEventListener("click", () => open(href));
	return button;
}

/** Data of the realtime channel: as text, where it is text. @param {string} who @param {string} words @param {ArrayBuffer} data */
export function logRealtime(who, words, data) {
	const line = log(who, words, shown(data));
	line.append(" ", text("small", t("bytes", { n: data.byteLength })));
}

/** What the app did wrong, or was refused. @param {string} who @param {string} what */
export const logWrong = (who, what) => void log(who, t("wrong")).append(" ", text("em", what));

/** @param {ArrayBuffer} data */
function shown(data) {
	const most = data.slice(0, 200);
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(most);
	} catch {
		return Array.from(new Uint8Array(most), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
	}
}

/** @param {string} kind @param {string} words */
function text(kind, words) {
	const element = document.createElement(kind);
	element.textContent = words;
	return element;
}

export const forget = () => list.replaceChildren();
