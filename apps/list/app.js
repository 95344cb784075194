// One screen: what is to do, what is done, and a field for more at the bottom.
import { h, icon } from "./kit/dom.js";
import { join } from "./kit/room.js";
import { field, fields, form, head, empty as nothing, say, sheet, show } from "./kit/screen.js";
import { speak, t } from "./kit/words.js";
import { apply, between, empty, items, title } from "./state.js";
import { words } from "./words.js";

/** So many lines of a pasted text become things of their own. */
const mostLines = 50;

speak(words);
const state = empty();
const draw = show(screen, t("title"));
const room = join({ apply: (op, stamp) => apply(state, op, stamp), draw });

/** Does it, with how far the list is beside the icon. */
function act(what, news = () => ({})) {
	room.act(what, () => {
		const all = items(state);
		const done = all.filter((item) => item.done).length;
		const summary =
			all.length > 0 && done === all.length ? t("allDone") : t("progress", { done, n: all.length });
		return { summary, document: title(state) || undefined, ...news(all, done) };
	});
}

function screen() {
	const all = items(state);
	const open = all.filter((item) => !item.done);
	const done = all.filter((item) => item.done);
	const name = h(
		"button",
		{ type: "button", class: "round", "aria-label": t("rename"), onclick: rename },
		icon("edit"),
	);
	return [
		head(title(state) || t("title"), { actions: name }),
		all.length === 0 ? nothing(t("nothing")) : progress(done.length, all.length),
		h(
			"div",
			{ class: "stack loose all" },
			open.length > 0 &&
				h(
					"ul",
					{ class: "lines", "aria-label": title(state) || t("title") },
					open.map((item) => line(item, open)),
				),
			done.length > 0 &&
				h(
					"section",
					{ class: "stack" },
					h(
						"div",
						{ class: "row" },
						h("h2", { class: "grow" }, t("done")),
						h("button", { type: "button", class: "text", onclick: () => clear(done) }, t("clear")),
					),
					h(
						"ul",
						{ class: "lines" },
						done.map((item) => line(item, open)),
					),
				),
		),
		adder(all),
	];
}

function progress(done, n) {
	return h(
		"div",
		{ class: "stack tight progress" },
		h("small", { class: "muted" }, done === n ? t("allDone") : t("progress", { done, n })),
		h("div", { class: "bar", "aria-hidden": "true" }, h("span", { style: `width: ${(100 * done) / n}%` })),
	);
}

function line(item, open) {
	const about = item.done ? doneBy(item) : taken(item);
	return h(
		"li",
		{ key: item.id, class: item.done ? "is-done" : "" },
		h(
			"label",
			{ class: "choice grow" },
			h("input", {
				type: "checkbox",
				checked: item.done,
				onchange: (event) => tick(item, event.currentTarget.checked),
			}),
			h(
				"span",
				{ class: "grow" },
				h("span", { class: "what" }, item.text),
				about && [h("br"), h("small", { class: "muted" }, about)],
			),
		),
		h(
			"button",
			{
				type: "button",
				class: "round",
				"aria-label": t("edit", { what: item.text }),
				onclick: () => edit(item.id, open),
			},
			icon("more"),
		),
	);
}

const doneBy = (item) =>
	item.doneBy === room.me ? t("doneByMe") : t("doneBy", { name: room.name(item.doneBy) });
const taken = ({ taker }) =>
	taker && (taker === room.me ? t("takenMe") : t("takenBy", { name: room.name(taker) }));

function adder(all) {
	return h(
		"div",
		{ class: "dock", key: "adder" },
		form(
			{ class: "row" },
			(filled) => {
				add(all, fields(filled).what);
				filled.reset();
			},
			h("input", {
				name: "what",
				"aria-label": t("what"),
				placeholder: t("hint"),
				autocomplete: "off",
				required: true,
				onpaste: (event) => paste(event, all),
				maxlength: 120,
				enterkeyhint: "done",
			}),
			h("button", { type: "submit", class: "round filled", "aria-label": t("add") }, icon("plus")),
		),
	);
}

/** Several lines are several things. */
function paste(event, all) {
	const lines = event.clipboardData
		.getData("text")
		.split(/\r?\n/)
		.filter((one) => one.trim());
	if (lines.length < 2) return;
	event.preventDefault();
	add(all, ...lines.slice(0, mostLines));
}

const alike = (a, b) => a.trim().toLocaleLowerCase() === b.trim().toLocaleLowerCase();

function add(all, ...texts) {
	const ops = [];
	for (const text of texts.filter((one) => one.trim())) {
		// What was bought last week is on the list already, as done.
		const before = all.find((item) => item.done && alike(item.text, text));
		if (before) {
			ops.push({ k: "done", i: [before.id], on: false }, { k: "place", i: before.id, at: Date.now() });
			say(t("again"));
		} else ops.push({ k: "add", text });
	}
	const first =
		all.length === 0 ? { info: t("news.started", { name: room.myName }), href: "index.html" } : {};
	if (ops.length > 0) act(ops, () => first);
}

function tick(item, on) {
	act({ k: "done", i: [item.id], on }, (all, done) =>
		on && all.length > 1 && done === all.length
			? { info: t("news.allDone", { name: room.myName }), href: "index.html" }
			: {},
	);
}

function clear(done) {
	act({ k: "gone", i: done.map((item) => item.id), on: true });
	say(t("cleared", { n: done.length }));
}

function rename() {
	sheet(t("rename"), (close) =>
		form(
			{ class: "stack" },
			(filled) => {
				act({ k: "title", text: fields(filled).name });
				close();
			},
			field(t("name"), { name: "name", value: title(state), maxlength: 40, "data-first": true }),
			h("button", { type: "submit" }, t("kit.save")),
		),
	);
}

function edit(key) {
	const found = () => items(state).find((item) => item.id === key);
	sheet(found().text, (close) => {
		const item = found();
		if (!item) return undefined;
		const mine = item.taker === room.me;
		const does = (what) => () => {
			act(what);
			close();
		};
		return form(
			{ class: "stack" },
			(filled) => {
				const { text } = fields(filled);
				if (text.trim() && text !== item.text) act({ k: "text", i: key, text });
				close();
			},
			field(t("text"), { name: "text", value: item.text, maxlength: 120, required: true }),
			h(
				"button",
				{ type: "button", class: "soft", onclick: does({ k: "take", i: [key], on: !mine }) },
				t(mine ? "untake" : "take"),
			),
			!item.done && h("div", { class: "row" }, mover(key, -1), mover(key, 1)),
			h(
				"div",
				{ class: "row" },
				h(
					"button",
					{ type: "button", class: "plain grow bad", onclick: () => remove(item, close) },
					t("remove"),
				),
				h("button", { type: "submit", class: "grow" }, t("kit.save")),
			),
		);
	});
}

/** The button that moves a thing one up or down among what is to do. */
function mover(key, way) {
	const open = items(state).filter((item) => !item.done);
	const at = open.findIndex((item) => item.id === key);
	const [before, after] = way < 0 ? [open[at - 2], open[at - 1]] : [open[at + 1], open[at + 2]];
	const last = way < 0 ? at <= 0 : at >= open.length - 1;
	const move = () => act({ k: "place", i: key, at: between(before?.at, after?.at) });
	return h(
		"button",
		{ type: "button", class: "plain grow", disabled: last, onclick: move },
		icon(way < 0 ? "up" : "down"),
		t(way < 0 ? "up" : "down"),
	);
}

function remove(item, close) {
	close();
	act({ k: "gone", i: [item.id], on: true });
	say(t("removed", { what: item.text }), t("undo"), () => act({ k: "gone", i: [item.id], on: false }));
}
