// What a person is about to order. It is theirs alone until they send it.
import { h, icon } from "./kit/dom.js";
import { field, fields, form, link, say, sheet } from "./kit/screen.js";
import { money, t } from "./kit/words.js";
import { menu } from "./state.js";

/** How many of which dish, by shop. @type {Map<string, Map<string, number>>} */
const baskets = new Map();
const most = 99;

const basket = (owner) => baskets.get(owner) ?? new Map();

function put({ draw }, owner, dish, change) {
	const now = new Map(basket(owner));
	const n = Math.min(most, Math.max(0, (now.get(dish) ?? 0) + change));
	if (n > 0) now.set(dish, n);
	else now.delete(dish);
	baskets.set(owner, now);
	draw();
}

/** The buttons beside a dish. */
export function lessOrMore(app, owner, { dish, name }) {
	const n = basket(owner).get(dish) ?? 0;
	const more = h(
		"button",
		{
			type: "button",
			key: "more",
			class: "round filled",
			"aria-label": t(n > 0 ? "more" : "add", { name }),
			onclick: () => put(app, owner, dish, 1),
		},
		icon("plus"),
	);
	if (n === 0) return h("span", { class: "stepper" }, more);
	return h(
		"span",
		{ class: "stepper" },
		h(
			"button",
			{
				type: "button",
				key: "less",
				class: "round",
				"aria-label": t("less", { name }),
				onclick: () => put(app, owner, dish, -1),
			},
			icon("minus"),
		),
		h("span", { class: "number", "aria-label": t("count", { n }), role: "img" }, String(n)),
		more,
	);
}

/** What is in the basket and still sold, with the versions that are ordered. */
function content(state, owner) {
	const sold = menu(state, owner).flatMap(({ dishes }) => dishes);
	return sold
		.filter(({ out }) => !out)
		.flatMap((dish) => {
			const n = basket(owner).get(dish.dish) ?? 0;
			return n > 0 ? [{ ...dish, version: dish.id, n }] : [];
		});
}
const sum = (lines) => lines.reduce((total, { price, n }) => total + price * n, 0);

/** The way to the order, at the bottom, as soon as something is in the basket. */
export function basketDock(app, one) {
	const lines = content(app.state, one.by);
	if (lines.length === 0 || !one.open) return undefined;
	const n = lines.reduce((all, line) => all + line.n, 0);
	return h(
		"div",
		{ class: "dock", key: "dock" },
		h(
			"button",
			{ type: "button", class: "wide-button", onclick: () => checkOut(app, one) },
			h("span", { class: "grow start" }, t("basket", { n })),
			h("span", { class: "number" }, money(sum(lines), one.currency)),
		),
	);
}

function checkOut(app, one) {
	sheet(t("check"), (close) => {
		const lines = content(app.state, one.by);
		const total = money(sum(lines), one.currency);
		return form(
			{ class: "stack" },
			(filled) => {
				if (lines.length > 0) order(app, one, lines, fields(filled).note);
				close();
			},
			h(
				"ul",
				{ class: "stack tight" },
				lines.map((line) =>
					h(
						"li",
						{ class: "row" },
						h("span", { class: "grow" }, t("line", line)),
						h("span", { class: "number" }, money(line.price * line.n, one.currency)),
					),
				),
			),
			h(
				"p",
				{ class: "row sum" },
				h("strong", { class: "grow" }, t("total")),
				h("strong", { class: "number" }, total),
			),
			field(t("note"), { name: "note", maxlength: 200, placeholder: t("noteHint") }),
			h("p", { class: "muted small" }, t("seen")),
			h("button", { type: "submit", disabled: lines.length === 0 }, t("send", { amount: total })),
		);
	});
}

function order({ act, room }, one, lines, note) {
	const name = room.myName;
	const what = lines.map((line) => t("line", line)).join(", ");
	const key = crypto.getRandomValues(new Uint32Array(3)).join("");
	act(
		{ k: "order", id: key, s: one.by, lines: lines.map(({ version, n }) => ({ v: version, n })), note },
		one.by,
		{
			info: t("news.order", { name, amount: money(sum(lines), one.currency) }),
			href: link("order", key),
			notify: { [one.by]: t("news.orderTo", { name, what }) },
		},
	);
	baskets.delete(one.by);
	say(t("sent"));
}
