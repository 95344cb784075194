// One's own shop: orders to answer, the menu to write, settings.
import { h, icon } from "./kit/dom.js";
import { ask, field, fields, form, head, link, empty as nothing, say, sheet, to } from "./kit/screen.js";
import { amount, currencies, decimals, likelyCurrency, money, t } from "./kit/words.js";
import { isOpen, menu, orders, shop } from "./state.js";

let tab = "orders";
/** What can be said about an order, by how far it is. */
const answers = { new: ["accepted", "declined"], accepted: ["ready", "declined"], ready: ["done"] };

/** The screen; one order may be meant (from a notice). */
export function ownShop(app, back, meant) {
	const { state, room, draw } = app;
	const one = shop(state, room.me);
	const choose = (name) => () => {
		tab = name;
		draw();
	};
	return [
		head(one.name, {
			back: back || meant ? to("") : undefined,
			actions: h(
				"button",
				{ type: "button", class: "round", "aria-label": t("settings"), onclick: () => editShop(app, one) },
				icon("edit"),
			),
		}),
		h(
			"div",
			{ class: "stack loose" },
			h(
				"div",
				{ class: "tabs" },
				["orders", "menu"].map((name) =>
					h(
						"button",
						{ type: "button", "aria-pressed": String(tab === name), onclick: choose(name) },
						t(name),
					),
				),
			),
			tab === "orders" ? incoming(app, one, meant) : ownMenu(app, one),
		),
	];
}

function incoming({ state, room, act, card }, one, meant) {
	const all = orders(state, room.me).filter(({ id }) => !meant || id === meant);
	if (all.length === 0) return nothing(t("noOrders"));
	const today = all.filter(
		({ t: at, status }) =>
			["accepted", "ready", "done"].includes(status) &&
			new Date(at).toDateString() === new Date().toDateString(),
	);
	const earned = today.reduce((sum, { total }) => sum + total, 0);
	const deeds = (made) =>
		h(
			"div",
			{ class: "row" },
			(answers[made.status] ?? []).map((next, at) =>
				h(
					"button",
					{ type: "button", class: at === 0 ? "grow" : "plain grow", onclick: () => answer(act, made, next) },
					t(`do.${next}`),
				),
			),
		);
	const open = all.filter(isOpen).reverse();
	const past = all.filter((made) => !isOpen(made));
	return h(
		"div",
		{ class: "stack loose" },
		!meant &&
			h(
				"p",
				{ class: "row notice" },
				h("span", { class: "grow" }, t("today")),
				h(
					"strong",
					{ class: "number" },
					t("todaySum", { n: today.length, amount: money(earned, one.currency) }),
				),
			),
		open.length > 0 &&
			h(
				"section",
				{ class: "stack" },
				h("h2", { class: "hidden" }, t("orders")),
				open.map((made) => card(made, deeds(made))),
			),
		past.length > 0 &&
			h(
				"section",
				{ class: "stack" },
				h("h2", {}, t("past")),
				past.map((made) => card(made, false)),
			),
	);
}

function answer(act, made, next) {
	act({ k: "answer", o: made.id, to: next }, made.shop, {
		notify: { [made.by]: t(`news.${next}`) },
		href: link("order", made.id),
	});
}

function ownMenu(app, one) {
	const groups = menu(app.state, one.by);
	const add = h("button", { type: "button", onclick: () => editDish(app, one) }, icon("plus"), t("newDish"));
	if (groups.length === 0) return nothing(t("noDishes"), add);
	return h(
		"div",
		{ class: "stack loose" },
		groups.map((group) =>
			h(
				"section",
				{ class: "stack" },
				h("h2", { class: group.name ? "" : "hidden" }, group.name || t("dishes")),
				h(
					"ul",
					{ class: "lines" },
					group.dishes.map((dish) => ownDish(app, one, dish)),
				),
			),
		),
		add,
	);
}

function ownDish(app, one, dish) {
	return h(
		"li",
		{ key: dish.dish },
		h(
			"span",
			{ class: "grow" },
			h("strong", {}, dish.name),
			dish.note && [h("br"), h("small", { class: "muted" }, dish.note)],
		),
		dish.out && h("span", { class: "tag" }, t("soldOut")),
		h("span", { class: "number" }, money(dish.price, one.currency)),
		h(
			"button",
			{
				type: "button",
				class: "round",
				"aria-label": `${t("kit.edit")}: ${dish.name}`,
				onclick: () => editDish(app, one, dish),
			},
			icon("edit"),
		),
	);
}

function editDish({ act, room, state }, one, dish) {
	const price = dish && (dish.price / 10 ** decimals(one.currency)).toFixed(decimals(one.currency));
	const groups = menu(state, room.me)
		.map(({ name }) => name)
		.filter(Boolean);
	sheet(dish?.name ?? t("newDish"), (close) =>
		form(
			{ class: "stack" },
			(filled) => {
				const { name, note, group, price: typed, out } = fields(filled);
				const cost = amount(typed, one.currency);
				if (cost === undefined) return say(t("badPrice"));
				act({ k: "dish", i: dish?.dish ?? "", name, note, group, price: cost, out: out === "on" }, room.me);
				close();
			},
			field(t("dishName"), {
				name: "name",
				required: true,
				maxlength: 60,
				value: dish?.name ?? "",
				"data-first": true,
			}),
			field(t("dishPrice", { currency: one.currency }), {
				name: "price",
				required: true,
				inputmode: "decimal",
				maxlength: 12,
				value: price ?? "",
			}),
			field(t("dishNote"), {
				name: "note",
				maxlength: 160,
				value: dish?.note ?? "",
				placeholder: t("dishNoteHint"),
			}),
			field(t("dishGroup"), {
				name: "group",
				maxlength: 40,
				value: dish?.group ?? groups.at(-1) ?? "",
				placeholder: t("dishGroupHint"),
				list: "groups",
			}),
			h(
				"datalist",
				{ id: "groups" },
				groups.map((name) => h("option", { value: name })),
			),
			dish &&
				h(
					"label",
					{ class: "choice" },
					h("input", { type: "checkbox", name: "out", checked: dish.out }),
					t("soldOut"),
				),
			h("button", { type: "submit" }, t("kit.save")),
			dish &&
				h(
					"button",
					{
						type: "button",
						class: "text bad",
						onclick: () =>
							ask(t("removeAsk", { name: dish.name }), t("remove"), () => remove(act, room, dish, close)),
					},
					t("remove"),
				),
		),
	);
}

function remove(act, room, dish, close) {
	act({ k: "dish", i: dish.dish, name: dish.name, price: dish.price, gone: true }, room.me);
	close();
}

/** Opens a shop, or changes the one there is. */
export function editShop({ act, room }, one) {
	sheet(t(one ? "settings" : "openShop"), (close) =>
		form(
			{ class: "stack" },
			(filled) => {
				const { name, about, currency, open } = fields(filled);
				const news = one
					? {}
					: { info: t("news.open", { name: room.myName, shop: name }), href: link("shop", room.me) };
				if (!one) tab = "menu";
				act({ k: "shop", name, about, currency, open: one ? open === "on" : true }, room.me, news);
				close();
				if (!one) location.hash = to("shop", room.me);
			},
			field(t("name"), {
				name: "name",
				required: true,
				maxlength: 40,
				value: one?.name ?? "",
				"data-first": true,
			}),
			field(t("about"), {
				name: "about",
				maxlength: 200,
				value: one?.about ?? "",
				placeholder: t("aboutHint"),
			}),
			field(
				t("currency"),
				{ tag: "select", name: "currency", value: one?.currency ?? likelyCurrency },
				currencies.map((code) => h("option", { value: code }, code)),
			),
			one &&
				h(
					"label",
					{ class: "choice" },
					h("input", { type: "checkbox", name: "open", checked: one.open }),
					t("takesOrders"),
				),
			h("button", { type: "submit" }, t(one ? "kit.save" : "openShop")),
		),
	);
}
