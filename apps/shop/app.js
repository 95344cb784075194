// The screens: shops, a shop for those who order, one's own shop.

import { basketDock, lessOrMore } from "./basket.js";
import { h, icon } from "./kit/dom.js";
import { join } from "./kit/room.js";
import { face, head, link, empty as nothing, place, show, to } from "./kit/screen.js";
import { clock, day, money, speak, t } from "./kit/words.js";
import { editShop, ownShop } from "./owner.js";
import { apply, empty, isOpen, menu, order, orders, shop, shops } from "./state.js";
import { words } from "./words.js";

speak(words);
const state = empty();
const draw = show(screen, t("title"));
const room = join({ apply: (op, stamp) => apply(state, op, stamp), draw });
const { me } = room;
/** What the other files need of the app. */
const app = { state, room, draw, act, card };

/** Does it, with the number of open orders beside the icon. */
function act(what, owner, news = {}) {
	return room.act(what, () => {
		const open = orders(state, owner).filter(isOpen).length;
		return {
			summary: open > 0 ? t("summary.open", { n: open }) : t("summary.none"),
			document: shop(state, owner)?.name,
			...(typeof news === "function" ? news() : news),
		};
	});
}

function screen() {
	const [what, key] = place();
	if (what === "order") return oneOrder(key);
	const all = shops(state);
	if (what === "shop" && shop(state, key)) return inShop(key, all.length > 1);
	if (all.length === 0) {
		const start = h("button", { type: "button", onclick: () => editShop(app) }, icon("plus"), t("openShop"));
		return [head(t("title")), nothing(t("nothing"), start)];
	}
	return all.length === 1 ? inShop(all[0].by, false) : street(all);
}

const inShop = (owner, back) => (owner === me ? ownShop(app, back) : customer(owner, back));

function street(all) {
	return [
		head(t("shops")),
		h(
			"ul",
			{ class: "stack" },
			all.map((one) =>
				h(
					"li",
					{ key: one.by },
					h(
						"a",
						{ class: "card row", href: to("shop", one.by) },
						face(one.by, one.name),
						h(
							"span",
							{ class: "grow" },
							h("strong", {}, one.name),
							h("br"),
							h("small", { class: "muted" }, t("by", { name: room.name(one.by) })),
						),
						openTag(one),
						icon("next"),
					),
				),
			),
		),
		mineToo(),
	];
}

const openTag = (one) => h("span", { class: one.open ? "tag good" : "tag" }, t(one.open ? "open" : "closed"));

const mineToo = () =>
	!shop(state, me) &&
	h(
		"p",
		{ class: "mine-too" },
		h("button", { type: "button", class: "text", onclick: () => editShop(app) }, t("openMine")),
	);

function customer(owner, back) {
	const one = shop(state, owner);
	const groups = menu(state, owner);
	const mine = orders(state, owner).filter(({ by }) => by === me);
	const open = mine.filter(isOpen);
	const past = mine.filter((made) => !isOpen(made)).slice(0, 5);
	return [
		head(one.name, { back: back ? to("") : undefined, actions: openTag(one) }),
		h(
			"div",
			{ class: "stack loose", key: owner },
			one.about && h("p", { class: "muted" }, one.about),
			!one.open && h("p", { class: "notice warn", role: "status" }, t("closedNow")),
			open.length > 0 &&
				h(
					"section",
					{ class: "stack" },
					h("h2", {}, t("mine")),
					open.map((made) => card(made)),
				),
			groups.length === 0 && nothing(t("noMenu")),
			groups.map((group) => section(group, one)),
			past.length > 0 &&
				h(
					"section",
					{ class: "stack" },
					h("h2", {}, t("past")),
					past.map((made) => card(made)),
				),
			!back && mineToo(),
		),
		basketDock(app, one),
	];
}

function section(group, one) {
	return h(
		"section",
		{ class: "stack" },
		h("h2", { class: group.name ? "" : "hidden" }, group.name || t("menu")),
		h(
			"ul",
			{ class: "lines" },
			group.dishes.map((dish) => dishLine(dish, one)),
		),
	);
}

function dishLine(dish, one) {
	return h(
		"li",
		{ key: dish.dish },
		h(
			"span",
			{ class: "grow" },
			h("strong", {}, dish.name),
			dish.note && [h("br"), h("small", { class: "muted" }, dish.note)],
			h("br"),
			h("span", { class: "price number" }, money(dish.price, one.currency)),
		),
		dish.out ? h("span", { class: "tag" }, t("soldOut")) : one.open && lessOrMore(app, one.by, dish),
	);
}

const colours = { new: "warn", accepted: "now", ready: "good", done: "", declined: "bad", cancelled: "" };

/** An order, for either side; `deeds` are what can be done about it. */
function card(made, deeds) {
	const { currency } = shop(state, made.shop) ?? { currency: "EUR" };
	const when = new Date(made.t);
	const today = when.toDateString() === new Date().toDateString();
	return h(
		"article",
		{ class: "card stack order", key: made.id },
		h(
			"div",
			{ class: "row" },
			face(made.by, room.name(made.by)),
			h(
				"span",
				{ class: "grow" },
				h("strong", {}, room.name(made.by)),
				h("br"),
				h("small", { class: "muted" }, today ? clock(when) : `${day(when)} ${clock(when)}`),
			),
			h("span", { class: `tag ${colours[made.status]}` }, t(`status.${made.status}`)),
		),
		h(
			"ul",
			{ class: "stack tight" },
			made.lines.map((line) =>
				h(
					"li",
					{ class: "row" },
					h("span", { class: "grow" }, t("line", line)),
					h("span", { class: "number" }, money(line.price * line.n, currency)),
				),
			),
		),
		made.note && h("p", { class: "notice small" }, made.note),
		h(
			"p",
			{ class: "row sum" },
			h("strong", { class: "grow" }, t("total")),
			h("strong", { class: "number" }, money(made.total, currency)),
		),
		deeds ??
			(made.by === me &&
				made.status === "new" &&
				h("button", { type: "button", class: "text bad", onclick: () => cancel(made) }, t("cancelOrder"))),
	);
}

function cancel(made) {
	const words = t("news.cancelled", { name: room.myName });
	act({ k: "cancel", o: made.id }, made.shop, {
		notify: { [made.shop]: words },
		href: link("order", made.id),
	});
}

function oneOrder(key) {
	const made = order(state, key);
	if (!made || !shop(state, made.shop)) return [head(t("title"), { back: to("") }), nothing(t("gone"))];
	if (made.shop === me) return ownShop(app, false, key);
	return [head(shop(state, made.shop).name, { back: to("shop", made.shop) }), card(made)];
}
