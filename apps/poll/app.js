// The screens: all questions, one question, a new one.

import { ballot } from "./ballot.js";
import { h, icon } from "./kit/dom.js";
import { join } from "./kit/room.js";
import {
	face,
	field,
	fields,
	form,
	go,
	head,
	link,
	empty as nothing,
	place,
	say,
	sheet,
	show,
	to,
} from "./kit/screen.js";
import { speak, t } from "./kit/words.js";
import { apply, empty, poll, polls } from "./state.js";
import { words } from "./words.js";

const mostOptions = 20;

speak(words);
const state = empty();
const draw = show(screen, t("title"));
const room = join({ apply: (op, stamp) => apply(state, op, stamp), draw });
const { me } = room;

/** Polls whose results are looked at before voting, or whose vote is being changed: on this screen only. */
const looked = new Set();
const changing = new Set();

function screen() {
	const [what, key] = place();
	return what === "poll" ? one(key) : all();
}

function all() {
	const seen = polls(state).map(({ id }) => poll(state, id));
	const ask = h("button", { type: "button", onclick: newPoll }, icon("plus"), t("new"));
	if (seen.length === 0) return [head(t("title")), nothing(t("nothing"), ask)];
	const part = (title, list) =>
		list.length > 0 &&
		h(
			"section",
			{ class: "stack", key: title },
			h("h2", {}, title),
			h("ul", { class: "stack" }, list.map(entry)),
		);
	return [
		head(t("title"), { actions: ask }),
		h(
			"div",
			{ class: "stack loose" },
			part(
				t("openPolls"),
				seen.filter(({ closed }) => !closed),
			),
			part(
				t("closedPolls"),
				seen.filter(({ closed }) => closed),
			),
		),
	];
}

function entry(seen) {
	const votes = t("votes", { n: seen.ballots.size });
	return h(
		"li",
		{ key: seen.id },
		h(
			"a",
			{ class: "card row", href: to("poll", seen.id) },
			face(seen.by, room.name(seen.by)),
			h(
				"span",
				{ class: "grow" },
				h("strong", {}, seen.question),
				h("br"),
				h("small", { class: "muted" }, [votes, seen.closed && outcome(seen)].filter(Boolean).join(" · ")),
			),
			!seen.closed && seen.ballots.has(me) && h("span", { class: "tag good" }, t("voted")),
			icon("next"),
		),
	);
}

const named = (seen, key) => seen.options.find((option) => option.id === key)?.text ?? "";

/** What the vote says so far, in words. */
function outcome(seen) {
	if (seen.winners.length === 0 || seen.ballots.size === 0) return t("none");
	if (seen.winners.length > 1)
		return t("tie", { options: seen.winners.map((key) => named(seen, key)).join(", ") });
	return t(seen.closed ? "wins" : "leads", { option: named(seen, seen.winners[0]) });
}

function one(key) {
	const seen = poll(state, key);
	if (!seen) return [head(t("title"), { back: to("") }), nothing(t("gone"))];
	const voted = seen.ballots.has(me);
	const voting = !seen.closed && (changing.has(key) || !(voted || looked.has(key)));
	return [
		head(seen.question, { back: to("") }),
		h(
			"div",
			{ class: "stack loose", key },
			h(
				"p",
				{ class: "row wrap muted" },
				h("span", { class: seen.closed ? "tag" : "tag now" }, t(seen.closed ? "closed" : "open")),
				h("span", {}, seen.by === me ? t("byMe") : t("by", { name: room.name(seen.by) })),
				h("span", {}, `· ${t(`kind.${seen.kind}`)}`),
			),
			voting ? booth(seen) : results(seen, voted),
			seen.by === me &&
				h(
					"button",
					{ type: "button", class: "plain", onclick: () => close(seen) },
					t(seen.closed ? "reopen" : "close"),
				),
		),
	];
}

function booth(seen) {
	const cast = (choice) => {
		changing.delete(seen.id);
		room.act({ k: "vote", p: seen.id, choice }, () => news(seen.id));
	};
	return h(
		"div",
		{ class: "stack loose", key: "booth" },
		ballot(seen, seen.ballots.get(me) ?? [], cast, draw),
		seen.more && adder(seen),
		h("p", { class: "muted small" }, t("seen")),
		!seen.ballots.has(me) &&
			h(
				"button",
				{ type: "button", class: "text", onclick: () => looked.add(seen.id) && draw() },
				t("results"),
			),
	);
}

/** What the card shows after a vote: how many there are. */
const news = (key) => {
	const seen = poll(state, key);
	return {
		summary: t("votes", { n: seen.ballots.size }),
		document: seen.question,
		href: link("poll", key),
		notify: seen.by === me ? undefined : { [seen.by]: t("news.vote", { name: room.myName }) },
	};
};

function adder(seen) {
	return form(
		{ class: "row" },
		(filled) => {
			room.act({ k: "option", p: seen.id, text: fields(filled).text });
			filled.reset();
		},
		h("input", {
			name: "text",
			"aria-label": t("yourOwn"),
			placeholder: t("yourOwn"),
			maxlength: 60,
			required: true,
			autocomplete: "off",
		}),
		h("button", { type: "submit", class: "soft" }, t("add")),
	);
}

function results(seen, voted) {
	return h(
		"div",
		{ class: "stack loose", key: "results" },
		h(
			"p",
			{ class: "notice", role: "status" },
			h("strong", {}, outcome(seen)),
			` · ${t("votes", { n: seen.ballots.size })}`,
		),
		seen.kind === "rank"
			? rounds(seen)
			: bars(
					seen.options.map((option) => ({ ...option, n: option.who.length })),
					seen,
				),
		!seen.closed &&
			h(
				"button",
				{ type: "button", class: voted ? "soft" : "", onclick: () => begin(seen) },
				t(voted ? "change" : "vote"),
			),
	);
}

function begin(seen) {
	changing.add(seen.id);
	draw();
}

function bars(options, seen) {
	const whole = Math.max(1, seen.ballots.size);
	const sorted = [...options].sort((a, b) => b.n - a.n);
	return h(
		"ul",
		{ class: "stack card" },
		sorted.map(({ id, text, n, who = [] }) =>
			h(
				"li",
				{ key: id, class: "stack tight" },
				h(
					"div",
					{ class: "row" },
					h(
						"span",
						{ class: "grow" },
						seen.winners.includes(id) ? h("strong", {}, text) : text,
						(seen.ballots.get(me) ?? []).includes(id) &&
							seen.kind !== "rank" &&
							h("span", { class: "own" }, icon("check", 16), h("span", { class: "hidden" }, t("voted"))),
					),
					h("strong", { class: "number" }, String(n)),
				),
				h(
					"div",
					{ class: "bar", "aria-hidden": "true" },
					h("span", { style: `width: ${(100 * n) / whole}%` }),
				),
				who.length > 0 && h("small", { class: "muted" }, who.map(room.name).join(", ")),
			),
		),
	);
}

/** A ranked vote, round by round. */
function rounds(seen) {
	if (seen.rounds.length === 0) return undefined;
	const last = seen.rounds.at(-1);
	const final = [...last.counts].map(([id, n]) => ({ id, text: named(seen, id), n }));
	return h(
		"div",
		{ class: "stack" },
		bars(final, seen),
		h(
			"details",
			{ key: "how", class: "card" },
			h("summary", {}, t("how")),
			h(
				"ol",
				{ class: "stack how" },
				seen.rounds.map((round, n) => roundOf(seen, round, n)),
			),
		),
	);
}

function roundOf(seen, { counts, out, tied }, n) {
	const line = [...counts]
		.sort(([, a], [, b]) => b - a)
		.map(([id, votes]) => `${named(seen, id)} ${votes}`)
		.join(" · ");
	const option = named(seen, out || seen.winners[0]);
	const says = out
		? t(tied ? "outTied" : "out", { option })
		: t(seen.winners.length > 1 ? "equal" : "half", { option });
	return h(
		"li",
		{},
		h("strong", {}, t("round", { n: n + 1 })),
		h("br"),
		line,
		h("br"),
		h("small", { class: "muted" }, says),
	);
}

function close(seen) {
	changing.delete(seen.id);
	room.act({ k: "close", p: seen.id, on: !seen.closed }, () => {
		const after = poll(state, seen.id);
		if (!after.closed) return {};
		const option = after.winners.map((key) => named(after, key)).join(", ") || t("none");
		return {
			info: t("news.closed", { option }),
			summary: option,
			document: seen.question,
			href: link("poll", seen.id),
			notify: { "*": t("news.closed", { option }) },
		};
	});
}

function newPoll() {
	let count = 3;
	let kind = "one";
	const one = sheet(t("new"), (done) =>
		form(
			{ class: "stack" },
			(filled) => {
				const typed = new FormData(filled)
					.getAll("option")
					.map((text) => text.trim())
					.filter(Boolean);
				const options = typed.filter(
					(text, at) => typed.findIndex((other) => other.toLowerCase() === text.toLowerCase()) === at,
				);
				if (options.length < 2) return say(t("twoNeeded"));
				done();
				publish({ question: fields(filled).question, options, kind, more: fields(filled).more === "on" });
			},
			field(t("question"), {
				name: "question",
				required: true,
				maxlength: 120,
				placeholder: t("questionHint"),
				"data-first": true,
			}),
			h(
				"fieldset",
				{ class: "stack plain" },
				h("legend", {}, t("options")),
				Array.from({ length: count }, (_, n) =>
					h("input", {
						name: "option",
						key: `o${n}`,
						"aria-label": t("option", { n: n + 1 }),
						placeholder: t("option", { n: n + 1 }),
						maxlength: 60,
						autocomplete: "off",
					}),
				),
				count < mostOptions &&
					h(
						"button",
						{
							type: "button",
							class: "text",
							onclick: () => {
								count += 1;
								one.draw();
							},
						},
						icon("plus"),
						t("addOption"),
					),
			),
			h(
				"fieldset",
				{ class: "plain" },
				h("legend", {}, t("kind")),
				["one", "many", "rank"].map((value) =>
					h(
						"label",
						{ class: "choice" },
						h("input", {
							type: "radio",
							name: "kind",
							value,
							checked: kind === value,
							onchange: () => {
								kind = value;
								one.draw();
							},
						}),
						t(`kind.${value}`),
					),
				),
			),
			h("label", { class: "choice" }, h("input", { type: "checkbox", name: "more" }), t("more")),
			h("button", { type: "submit" }, t("ask")),
		),
	);
}

function publish(made) {
	const key = crypto.getRandomValues(new Uint32Array(3)).join("");
	const words = t("news.ask", { name: room.myName, question: made.question });
	room.act(
		{ k: "poll", id: key, ...made },
		{
			info: words,
			summary: t("votes", { n: 0 }),
			document: made.question,
			href: link("poll", key),
			notify: { "*": words },
		},
	);
	go("poll", key);
}
