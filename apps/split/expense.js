// The sheet of one expense: what, how much, who paid, for whom and in which parts.
import { h, icon } from "./kit/dom.js";
import { field, fields, form, say, sheet } from "./kit/screen.js";
import { amount, decimals, t } from "./kit/words.js";
import { people, shares } from "./state.js";

const most = 1e9;
const mostParts = 9;

/** Opens it; without an expense it is a new one. */
export function editExpense(app, made) {
	const { state, room } = app;
	const code = app.code();
	const everybody = [
		...new Set([
			room.me,
			...people(state).map((one) => one.id),
			...(made?.parts ?? []).map(([who]) => who),
			...(made ? [made.payer] : []),
		]),
	];
	const parts = new Map(made?.parts ?? everybody.map((who) => [who, 1]));
	let typed = made ? (made.amount / 10 ** decimals(code)).toFixed(decimals(code)) : "";
	const draw = () => one.draw();
	const one = sheet(t(made ? "change" : "add"), (close) =>
		form(
			{ class: "stack" },
			(filled) => {
				const cents = amount(typed, code);
				if (!cents) return say(t("badAmount"));
				if (cents > most) return say(t("tooMany", { amount: app.amountOf(most) }));
				const chosen = [...parts].filter(([, n]) => n > 0);
				if (chosen.length === 0) return say(t("nobody"));
				const { what, payer } = fields(filled);
				save(app, made, { what, payer, amount: cents, parts: chosen });
				close();
			},
			field(t("what"), {
				name: "what",
				required: true,
				maxlength: 60,
				value: made?.what ?? "",
				placeholder: t("whatHint"),
				"data-first": true,
			}),
			field(t("amount", { currency: code }), {
				name: "amount",
				required: true,
				inputmode: "decimal",
				maxlength: 14,
				value: typed,
				oninput: (event) => {
					typed = event.currentTarget.value;
					draw();
				},
			}),
			field(
				t("payer"),
				{ tag: "select", name: "payer", value: made?.payer ?? room.me },
				everybody.map((who) =>
					h("option", { value: who, selected: who === (made?.payer ?? room.me) }, app.name(who)),
				),
			),
			h(
				"fieldset",
				{ class: "plain" },
				h("legend", {}, t("forWhom")),
				everybody.map((who) => partLine(app, who, parts, draw)),
			),
			partWords(app, amount(typed, code), parts),
			h(
				"div",
				{ class: "row" },
				made &&
					h(
						"button",
						{
							type: "button",
							class: "plain grow",
							onclick: () => {
								close();
								gone(app, made);
							},
						},
						t("remove"),
					),
				h("button", { type: "submit", class: "grow" }, t(made ? "kit.save" : "add")),
			),
		),
	);
}

/** A person in the sheet: in or out, and with how many parts. */
function partLine(app, who, parts, draw) {
	const n = parts.get(who) ?? 0;
	const set = (next) => () => {
		parts.set(who, next);
		draw();
	};
	const name = app.name(who);
	return h(
		"div",
		{ class: "row", key: who },
		h(
			"label",
			{ class: "choice grow" },
			h("input", {
				type: "checkbox",
				checked: n > 0,
				onchange: (event) => set(event.currentTarget.checked ? 1 : 0)(),
			}),
			name,
		),
		n > 0 &&
			h(
				"button",
				{
					type: "button",
					class: "round",
					"aria-label": t("lessPart", { name }),
					disabled: n < 2,
					onclick: set(n - 1),
				},
				icon("minus"),
			),
		n > 0 && h("span", { class: "small number" }, t("parts", { n })),
		n > 0 &&
			h(
				"button",
				{
					type: "button",
					class: "round",
					"aria-label": t("morePart", { name }),
					disabled: n >= mostParts,
					onclick: set(n + 1),
				},
				icon("plus"),
			),
	);
}

/** What each pays, as soon as it can be said. */
function partWords(app, cents, parts) {
	const chosen = [...parts].filter(([, n]) => n > 0);
	if (!cents || chosen.length === 0) return h("p", { class: "notice", role: "status", hidden: true });
	const owed = [...shares({ key: "", amount: cents, parts: chosen })];
	const same = chosen.every(([, n]) => n === chosen[0][1]);
	const words = same
		? t("each", { amount: app.amountOf(Math.round(cents / chosen.length)) })
		: owed.map(([who, part]) => `${app.name(who)} ${app.amountOf(part)}`).join(" · ");
	return h("p", { class: "notice", role: "status" }, words);
}

function save(app, made, { what, payer, amount: cents, parts }) {
	const { act, room, state } = app;
	const op = { k: "expense", e: made?.key ?? "", what, payer, amount: cents, parts };
	if (made) return act(op);
	const name = app.name(payer) === t("kit.you") ? room.myName : app.name(payer);
	const values = { name, what, amount: app.amountOf(cents) };
	const owed = [...shares({ key: "", amount: cents, parts })].filter(
		([who]) => who !== room.me && state.people.has(who),
	);
	const notify = Object.fromEntries(
		owed.map(([who, part]) => [who, t("news.part", { ...values, part: app.amountOf(part) })]),
	);
	act([...app.mayJoin(), op], { info: t("news.expense", values), notify });
}

function gone({ act }, made) {
	act({ k: "gone", i: made.key });
	say(t("removed", { what: made.what }), t("undo"), () => act({ k: "gone", i: made.key, on: false }));
}
