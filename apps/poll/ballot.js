// The ballot: one, several, or an order by taps, with buttons for the keyboard.
import { h, icon } from "./kit/dom.js";
import { t } from "./kit/words.js";

/** What is marked and not cast yet, by poll. @type {Map<string, string[]>} */
const marked = new Map();

/**
 * @param {string[]} before what this person voted before @param {(choice: string[]) => void} cast @param {() => void} draw
 */
export function ballot(seen, before, cast, draw) {
	const choice = marked.get(seen.id) ?? before;
	const mark = (next) => {
		marked.set(seen.id, next);
		draw();
	};
	const vote = () => {
		marked.delete(seen.id);
		cast(choice);
	};
	return h(
		"div",
		{ class: "stack" },
		seen.kind === "rank" ? order(seen, choice, mark) : boxes(seen, choice, mark),
		h("button", { type: "button", disabled: choice.length === 0, onclick: vote }, t("vote")),
	);
}

function boxes(seen, choice, mark) {
	const single = seen.kind === "one";
	const pick = (id) =>
		single ? [id] : choice.includes(id) ? choice.filter((other) => other !== id) : [...choice, id];
	return h(
		"ul",
		{ class: "lines", "aria-label": t("options") },
		seen.options.map(({ id, text }) =>
			h(
				"li",
				{ key: id },
				h(
					"label",
					{ class: "choice grow" },
					h("input", {
						type: single ? "radio" : "checkbox",
						name: `vote-${seen.id}`,
						checked: choice.includes(id),
						onchange: () => mark(pick(id)),
					}),
					text,
				),
			),
		),
	);
}

function order(seen, choice, mark) {
	const known = choice.filter((id) => seen.options.some((option) => option.id === id));
	const rest = seen.options.filter(({ id }) => !known.includes(id));
	const swapped = (at, way) => {
		const next = [...known];
		[next[at], next[at + way]] = [next[at + way], next[at]];
		return next;
	};
	const words = (id) => seen.options.find((option) => option.id === id).text;
	const button = (sign, key, id, next, disabled = false) =>
		h(
			"button",
			{
				type: "button",
				class: "round",
				"aria-label": t(key, { option: words(id) }),
				disabled,
				onclick: () => mark(next()),
			},
			icon(sign),
		);
	return h(
		"div",
		{ class: "stack" },
		h("p", { class: "muted" }, t("rankHow")),
		known.length > 0 && h("h2", { class: "small muted" }, t("yourOrder")),
		known.length > 0 &&
			h(
				"ol",
				{ class: "lines order" },
				known.map((id, at) =>
					h(
						"li",
						{ key: id },
						h("span", { class: "tag now number" }, String(at + 1)),
						h("span", { class: "grow" }, words(id)),
						button("up", "rankUp", id, () => swapped(at, -1), at === 0),
						button("down", "rankDown", id, () => swapped(at, 1), at === known.length - 1),
						button("close", "rankOut", id, () => known.filter((other) => other !== id)),
					),
				),
			),
		rest.length > 0 && h("h2", { class: "small muted" }, t("notRanked")),
		h(
			"ul",
			{ class: "stack" },
			rest.map(({ id, text }) =>
				h(
					"li",
					{ key: id },
					h(
						"button",
						{
							type: "button",
							class: "plain wide-button",
							"aria-label": t("rankAdd", { option: text }),
							onclick: () => mark([...known, id]),
						},
						icon("plus"),
						h("span", { class: "grow start" }, text),
					),
				),
			),
		),
	);
}
