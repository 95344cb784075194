// The pieces, drawn for Causeway: one outline each, 45 by 45, with a line or two inside.
import { s } from "./kit/dom.js";

const shapes = {
	P: {
		body: "M22.5 8.5a5.6 5.6 0 0 0-3.6 9.9c-3.4 1.9-4.6 5.5-3.3 8.8C12 29 10.2 33 10 38h25c-.2-5-2-9-5.6-10.8 1.3-3.3.1-6.9-3.3-8.8a5.6 5.6 0 0 0-3.6-9.9z",
		inside: "",
	},
	R: {
		body: "M10 38h25v-4.5l-3-2.5V17.5l3-2.5V8h-5.5v3.2h-4.3V8h-5.4v3.2h-4.3V8H10v7l3 2.5V31l-3 2.5z",
		inside: "M13.5 18h18M13.5 30.8h18",
	},
	N: {
		body: "M13 38h22.5c.2-12.5-1-23.5-11.5-26.5L22.5 7l-3.3 4.2c-2.7 1.5-4.7 4.3-6.3 8l-2.7 5.3c-.8 1.9-.2 3.6 1.2 4.4 1.5.8 3 .2 4.3-.7 1.5-1.1 3-1.5 5.3-1.7-.7 4.5-7.3 6-8 11.5z",
		inside: "M18.5 17.3h.1M29.5 20c1.6 3.5 2.2 8 2.3 14",
	},
	B: {
		body: "M22.5 4a3 3 0 0 0-1.9 5.3c-3.2 2.8-7.6 6.4-8.3 11.2-.4 3 .7 5.7 3.4 8.2l-.6 3.3c-1.3 1-3.3 1.4-5.1 2V38h25v-4c-1.8-.6-3.8-1-5.1-2l-.6-3.3c2.7-2.5 3.8-5.2 3.4-8.2-.7-4.8-5.1-8.4-8.3-11.2A3 3 0 0 0 22.5 4z",
		inside: "M22.5 15.5v8M18.8 19h7.4M15.5 29h14",
	},
	Q: {
		body: "M11 38h23l-.7-6.3c1.6-4.2 2.9-8.7 4.3-14a2.4 2.4 0 1 0-2.4-.6L30 22.7l-1.5-9.9a2.5 2.5 0 1 0-2-.1l-4 8.3-4-8.3a2.5 2.5 0 1 0-2 .1L15 22.7l-5.2-5.6a2.4 2.4 0 1 0-2.4.6c1.4 5.3 2.7 9.8 4.3 14z",
		inside: "M12.3 31.5c6.5-1.8 14-1.8 20.4 0",
	},
	K: {
		body: "M21 4.5h3v3h3v3h-3v4.3c1.3.7 2.2 1.8 2.7 3.2 4-2.4 8.6-2 10.3 1.5 1.7 3.6-.4 8-4.5 11.5L33 38H12l.5-7c-4.1-3.5-6.2-7.9-4.5-11.5 1.7-3.5 6.3-3.9 10.3-1.5.5-1.4 1.4-2.5 2.7-3.2V10.5h-3v-3h3z",
		inside: "M12.8 31.2c6.5-1.8 13-1.8 19.4 0M22.5 20.5v8.5",
	},
};

/** A piece by its letter, capital for White. */
export function drawing(piece) {
	const { body, inside } = shapes[piece.toUpperCase()];
	const side = piece === piece.toUpperCase() ? "white" : "black";
	return s(
		"svg",
		{ viewBox: "0 0 45 45", class: `piece ${side}`, "aria-hidden": "true" },
		s("path", { d: body, class: "shape" }),
		inside && s("path", { d: inside, class: "inside" }),
	);
}
