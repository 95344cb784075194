// The screen: how one stands, who pays whom, what was paid.

import { editExpense } from "./expense.js";
import { h, icon } from "./kit/dom.js";
import { join } from "./kit/room.js";
import {
	ask,
	face,
	field,
	fields,
	form,
	head,
	link,
	empty as nothing,
	say,
	sheet,
	show,
} from "./kit/screen.js";
import { currencies, likelyCurrency, money, speak, t } from "./kit/words.js";
import {
	apply,
	balances,
	currency,
	empty,
	expenses,
	isUsed,
	payments,
	people,
	settle,
	title,
} from "./state.js";
import { words } from "./words.js";

speak(words);
const state = empty();
const draw = show(screen, t("title"));
const room = join({ apply: (op, stamp) => apply(state, op, stamp), draw });
const { me } = room;
/** Names that somebody gave, by whom they mean: looked up once for each drawing of the screen. */
let guests = new Map();
/** What the sheets need of the app. */
const app = { state, room, act, name, amountOf, code: () => currency(state) || likelyCurrency, mayJoin };

/** Does it, with the total beside the icon. */
function act(what, news = {}) {
	room.act(what, () => {
		const total = expenses(state).reduce((sum, { amount }) => sum + amount, 0);
		return {
			summary: t("summary.total", { amount: amountOf(total) }),
			document: title(state) || undefined,
			href: link(""),
			...news,
		};
	});
}

function amountOf(cents) {
	return money(cents, app.code());
}

/** How somebody is called: a guest by the name that was given. */
function name(who) {
	return guests.get(who) || room.name(who);
}

/** The operations that make somebody take part who does not yet, and fix the currency with the first amount. */
function mayJoin() {
	const joined = state.people.has(me) ? [] : [{ k: "join" }];
	return currency(state) ? joined : [...joined, { k: "currency", code: likelyCurrency }];
}

/** A sentence about two people, in which one may be "you". */
function pair(kind, from, to) {
	const [mine, yours] = { owes: ["youOwe", "owesYou"], paidBack: ["youPaidBack", "paidYouBack"] }[kind];
	const key = from === me ? mine : to === me ? yours : kind;
	return t(key, { from: name(from), to: name(to) });
}

function screen() {
	guests = new Map(people(state).map((one) => [one.id, one.name]));
	const all = expenses(state);
	const back = payments(state);
	const setting = h(
		"button",
		{ type: "button", class: "round", "aria-label": t("settings"), onclick: settings },
		icon("edit"),
	);
	const add = h(
		"button",
		{ type: "button", class: "wide-button", onclick: () => editExpense(app) },
		icon("plus"),
		t("add"),
	);
	if (all.length === 0 && back.length === 0) {
		return [head(title(state) || t("title"), { actions: setting }), nothing(t("nothing"), add), crowd()];
	}
	const sums = balances(state);
	return [
		head(title(state) || t("title"), { actions: setting }),
		h(
			"div",
			{ class: "stack loose" },
			standing(all, sums),
			debts(sums),
			list(all),
			back.length > 0 && returned(back),
			crowd(),
		),
		h("div", { class: "dock", key: "dock" }, add),
	];
}

function standing(all, sums) {
	const total = all.reduce((sum, { amount }) => sum + amount, 0);
	const mine = sums.get(me) ?? 0;
	const kind = mine > 0 ? "good" : mine < 0 ? "bad" : "";
	return h(
		"div",
		{ class: "card pair" },
		h(
			"p",
			{},
			h("small", { class: "muted" }, t("total")),
			h("br"),
			h("strong", { class: "big number" }, amountOf(total)),
		),
		h(
			"p",
			{},
			h("small", { class: "muted" }, t(mine > 0 ? "getBack" : mine < 0 ? "mustPay" : "evenYou")),
			h("br"),
			h("strong", { class: `big number ${kind}` }, amountOf(Math.abs(mine))),
		),
	);
}

function debts(sums) {
	const list = settle(sums);
	return h(
		"section",
		{ class: "stack" },
		h("h2", {}, t("settle")),
		list.length === 0 ? h("p", { class: "notice" }, t("even")) : h("ul", { class: "lines" }, list.map(debt)),
	);
}

function debt({ from, to, amount }) {
	const pay = () =>
		ask(t("paidAsk", { amount: amountOf(amount) }), t("paid"), () => noted({ from, to, amount }), "");
	return h(
		"li",
		{ key: `${from} ${to}` },
		face(from, name(from)),
		h(
			"span",
			{ class: "grow" },
			pair("owes", from, to),
			h("br"),
			h("strong", { class: "number" }, amountOf(amount)),
		),
		h(
			"button",
			{
				type: "button",
				class: "soft",
				"aria-label": `${pair("owes", from, to)}: ${t("paid")}`,
				onclick: pay,
			},
			t("paid"),
		),
	);
}

function noted({ from, to, amount }) {
	const info = t("news.paid", { name: room.myName, amount: amountOf(amount) });
	const others = [from, to].filter((who) => who !== me && state.people.has(who));
	act(
		{ k: "paid", from, to, amount },
		{ info, notify: Object.fromEntries(others.map((who) => [who, info])) },
	);
}

function list(all) {
	if (all.length === 0) return undefined;
	return h(
		"section",
		{ class: "stack" },
		h("h2", {}, t("expenses")),
		h("ul", { class: "lines" }, all.map(line)),
	);
}

function line(made) {
	const mine = made.shares.get(me);
	const n = made.parts.length;
	return h(
		"li",
		{ key: made.key },
		face(made.payer, name(made.payer)),
		h(
			"span",
			{ class: "grow" },
			h("strong", {}, made.what || t("expenses")),
			h("br"),
			h(
				"small",
				{ class: "muted" },
				made.payer === me ? t("youPaid", { n }) : t("paidBy", { name: name(made.payer), n }),
				" · ",
				mine ? t("yourPart", { amount: amountOf(mine) }) : t("notYou"),
			),
		),
		h("span", { class: "number" }, amountOf(made.amount)),
		h(
			"button",
			{
				type: "button",
				class: "round",
				"aria-label": `${t("change")}: ${made.what}`,
				onclick: () => editExpense(app, made),
			},
			icon("edit"),
		),
	);
}

function returned(back) {
	const undo = (made) => () => remove(made.id, pair("paidBack", made.from, made.to));
	return h(
		"section",
		{ class: "stack" },
		h("h2", {}, t("payments")),
		h(
			"ul",
			{ class: "lines" },
			back.map((made) =>
				h(
					"li",
					{ key: made.id },
					face(made.from, name(made.from)),
					h("span", { class: "grow" }, pair("paidBack", made.from, made.to)),
					h("span", { class: "number" }, amountOf(made.amount)),
					h(
						"button",
						{
							type: "button",
							class: "round",
							"aria-label": `${t("remove")}: ${pair("paidBack", made.from, made.to)}`,
							onclick: undo(made),
						},
						icon("bin"),
					),
				),
			),
		),
	);
}

function remove(key, what) {
	act({ k: "gone", i: key });
	say(t("removed", { what }), t("undo"), () => act({ k: "gone", i: key, on: false }));
}

function crowd() {
	const all = people(state);
	return h(
		"section",
		{ class: "stack", key: "crowd" },
		h("h2", {}, t("people")),
		all.length > 0 &&
			h(
				"ul",
				{ class: "row wrap" },
				all.map((one) =>
					h(
						"li",
						{ class: "row person", key: one.id },
						face(one.id, name(one.id)),
						h("span", {}, name(one.id)),
						one.name &&
							!isUsed(state, one.id) &&
							h(
								"button",
								{
									type: "button",
									class: "round",
									"aria-label": `${t("remove")}: ${one.name}`,
									onclick: () => remove(one.id, one.name),
								},
								icon("close", 16),
							),
					),
				),
			),
		!state.people.has(me) &&
			h("button", { type: "button", class: "soft", onclick: () => act({ k: "join" }) }, t("join")),
		form(
			{ class: "row end" },
			(filled) => {
				act({ k: "guest", name: fields(filled).name });
				filled.reset();
			},
			h(
				"div",
				{ class: "grow" },
				field(t("guest"), { name: "name", maxlength: 40, required: true, placeholder: t("guestHint") }),
			),
			h("button", { type: "submit", class: "plain low" }, t("addGuest")),
		),
	);
}

function settings() {
	sheet(t("settings"), (close) =>
		form(
			{ class: "stack" },
			(filled) => {
				const { name: about, code } = fields(filled);
				act([
					{ k: "title", text: about },
					{ k: "currency", code },
				]);
				close();
			},
			field(t("name"), {
				name: "name",
				maxlength: 40,
				value: title(state),
				placeholder: t("nameHint"),
				"data-first": true,
			}),
			field(
				t("currency"),
				{ tag: "select", name: "code", value: app.code() },
				currencies.map((code) => h("option", { value: code }, code)),
			),
			expenses(state).length > 0 && h("p", { class: "muted small" }, t("currencyFixed")),
			h("button", { type: "submit" }, t("kit.save")),
		),
	);
}
