// Screens as functions: `h` describes an element, `patch` changes what is on the screen to that, so that focus, typing
// and scrolling survive an update. Text goes in as text nodes only: nothing that others wrote becomes markup.

const svg = "http://www.w3.org/2000/svg";
/** What an element was made with, to compare with at the next patch. @type {WeakMap<Node, Record<string, any>>} */
const made = new WeakMap();
/** Set as properties, not as attributes: they change while a person types. */
const live = new Set(["value", "checked"]);

/** An element: `h("button", { class: "quiet", onclick }, "Text", child)`. false, null and undefined are left out. */
export function h(tag, props = {}, ...children) {
	return build(document.createElement(tag), props ?? {}, children);
}

/** The same for drawings. */
export function s(tag, props = {}, ...children) {
	return build(document.createElementNS(svg, tag), props ?? {}, children);
}

function build(element, props, children) {
	made.set(element, props);
	for (const [name, value] of Object.entries(props)) {
		if (name === "key" || name === "own" || value === undefined || value === null || value === false)
			continue;
		if (name.startsWith("on") || live.has(name)) continue;
		element.setAttribute(name, value === true ? "" : String(value));
	}
	element.append(...present(children));
	for (const [name, value] of Object.entries(props))
		if (name.startsWith("on") || live.has(name)) element[name] = value;
	return element;
}

/** Children without those that are not there: `condition && h(…)`. */
const present = (children) =>
	children
		.flat(3)
		.filter((one) => one !== undefined && one !== null && typeof one !== "boolean" && one !== "");

/** Makes `parent` hold exactly `children`, with as little change as possible. */
export function patch(parent, children) {
	const fresh = present(children).map((one) => (one instanceof Node ? one : new Text(one)));
	const keyed = new Map();
	for (const child of parent.childNodes) if (key(child) !== undefined) keyed.set(key(child), child);
	let at = parent.firstChild;
	for (const wanted of fresh) {
		const match = key(wanted) === undefined ? alike(at, wanted) : keyed.get(key(wanted));
		if (match && match.nodeName === wanted.nodeName) {
			if (match === at) at = at.nextSibling;
			else parent.insertBefore(match, at);
			become(match, wanted);
		} else parent.insertBefore(wanted, at);
	}
	while (at) {
		const gone = at;
		at = at.nextSibling;
		gone.remove();
	}
}

const key = (node) => made.get(node)?.key;
const alike = (at, wanted) =>
	at && key(at) === undefined && at.nodeName === wanted.nodeName ? at : undefined;

function become(element, wanted) {
	if (element.nodeType === Node.TEXT_NODE) {
		if (element.data !== wanted.data) element.data = wanted.data;
		return;
	}
	const before = made.get(element) ?? {};
	const now = made.get(wanted) ?? {};
	made.set(element, now);
	for (const { name } of [...element.attributes]) {
		// Whether details are open is the person's to say.
		if (!wanted.hasAttribute(name) && name !== "open") element.removeAttribute(name);
	}
	for (const { name, value } of wanted.attributes)
		if (element.getAttribute(name) !== value) element.setAttribute(name, value);
	for (const name of new Set([...Object.keys(before), ...Object.keys(now)])) {
		if (name.startsWith("on")) element[name] = now[name] ?? null;
		// What a person is typing is theirs until the app itself wants something else there.
		else if (live.has(name) && (before[name] !== now[name] || name === "checked"))
			element[name] = now[name] ?? "";
	}
	// A canvas, or a board that draws itself.
	if (!now.own) patch(element, [...wanted.childNodes]);
}

/** A sign from Lucide (ISC licence, lucide.dev), 24 by 24. */
export function icon(name, size = 20) {
	return s(
		"svg",
		{ viewBox: "0 0 24 24", width: size, height: size, class: "icon", "aria-hidden": "true" },
		...(signs[name] ?? []).map((d) => s("path", { d })),
	);
}

const signs = {
	back: ["m12 19-7-7 7-7", "M19 12H5"],
	plus: ["M5 12h14", "M12 5v14"],
	minus: ["M5 12h14"],
	check: ["M20 6 9 17l-5-5"],
	close: ["M18 6 6 18", "m6 6 12 12"],
	more: ["M12 12h.01", "M19 12h.01", "M5 12h.01"],
	edit: [
		"M21.2 6.8a2.8 2.8 0 0 0-4-4L3.8 16.2a2 2 0 0 0-.5.8L2 21.4a.5.5 0 0 0 .6.6l4.4-1.3a2 2 0 0 0 .8-.5z",
	],
	bin: ["M3 6h18", "M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6", "M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2"],
	up: ["m18 15-6-6-6 6"],
	down: ["m6 9 6 6 6-6"],
	next: ["m9 18 6-6-6-6"],
	previous: ["m15 18-6-6 6-6"],
	clock: ["M12 6v6l4 2", "M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0z"],
	rubber: [
		"m7 21-4.3-4.3c-1-1-1-2.5 0-3.4l9.6-9.6c1-1 2.5-1 3.4 0l5.6 5.6c1 1 1 2.5 0 3.4L13 21",
		"M22 21H7",
		"m5 11 9 9",
	],
	note: ["M4 7V4h16v3", "M9 20h6", "M12 4v16"],
	share: ["m22 2-7 20-4-9-9-4z", "M22 2 11 13"],
	undo: ["M9 14 4 9l5-5", "M4 9h10.5a5.5 5.5 0 0 1 0 11H11"],
	flag: ["M4 22V4", "M4 15s1-1 4-1 5 2 8 2 4-1 4-1V3s-1 1-4 1-5-2-8-2-4 1-4 1"],
};
