// The screens: all quizzes, one with its scores, playing it, making one.
import { h, icon } from "./kit/dom.js";
import { join } from "./kit/room.js";
import { ask, face, go, head, link, empty as nothing, place, show, to } from "./kit/screen.js";
import { speak, t } from "./kit/words.js";
import { maker } from "./make.js";
import { answersOf, apply, empty, quiz, quizzes, scores, split } from "./state.js";
import { words } from "./words.js";

speak(words);
const state = empty();
const draw = show(screen, t("title"));
const room = join({ apply: (op, stamp) => apply(state, op, stamp), draw });
const { me } = room;

/** The question on the screen: it stays after its answer until "next". */
const at = { quiz: "", n: 0 };

function screen() {
	const [what, key] = place();
	if (what === "make") return maker({ room, draw, publish });
	if (what !== "quiz" && what !== "play") return all();
	const made = quiz(state, key);
	if (!made) return [head(t("title"), { back: to("") }), nothing(t("gone"))];
	return what === "play" && made.by !== me ? playing(made) : one(made);
}

function all() {
	const made = quizzes(state);
	const make = h("a", { class: "button", href: to("make") }, icon("plus"), t("make"));
	if (made.length === 0) return [head(t("title")), nothing(t("nothing"), make)];
	return [head(t("title"), { actions: make }), h("ul", { class: "stack" }, made.map(entry))];
}

const by = (made) => (made.by === me ? t("byMe") : t("by", { name: room.name(made.by) }));

function entry(made) {
	const mine = answersOf(state, made, me);
	const done = mine.size === made.questions.length;
	const score = scores(state, made).find(({ who }) => who === me);
	return h(
		"li",
		{ key: made.id },
		h(
			"a",
			{ class: "card row", href: to("quiz", made.id) },
			face(made.by, room.name(made.by)),
			h(
				"span",
				{ class: "grow" },
				h("strong", {}, made.title),
				h("br"),
				h("small", { class: "muted" }, `${by(made)} · ${t("questions", { n: made.questions.length })}`),
			),
			done &&
				score &&
				h("span", { class: "tag good number" }, t("score", { right: score.right, n: made.questions.length })),
			icon("next"),
		),
	);
}

function one(made) {
	const mine = answersOf(state, made, me);
	const n = made.questions.length;
	const done = mine.size === n;
	const own = made.by === me;
	const score = scores(state, made).find(({ who }) => who === me);
	return [
		head(made.title, { back: to("") }),
		h(
			"div",
			{ class: "stack loose", key: made.id },
			h("p", { class: "muted" }, `${by(made)} · ${t("questions", { n })}`),
			own && h("p", { class: "notice" }, t("yourQuiz")),
			done &&
				!own &&
				h("p", { class: "notice result", role: "status" }, t("yours", { right: score?.right ?? 0, n })),
			!done &&
				!own &&
				h("a", { class: "button", href: to("play", made.id) }, t(mine.size > 0 ? "goOn" : "play")),
			table(made),
			(done || own) && answers(made, mine),
			own && h("button", { type: "button", class: "text bad", onclick: () => remove(made) }, t("delete")),
		),
	];
}

function table(made) {
	const list = scores(state, made);
	const n = made.questions.length;
	if (list.length === 0) return h("p", { class: "muted" }, t("noScores"));
	return h(
		"section",
		{ class: "stack" },
		h("h2", {}, t("scores")),
		h(
			"ol",
			{ class: "lines" },
			list.map(({ who, right, answered, done, rank }) =>
				h(
					"li",
					{ key: who },
					h("strong", { class: "rank number" }, String(rank)),
					face(who, room.name(who)),
					h(
						"span",
						{ class: "grow" },
						who === me ? h("strong", {}, room.name(who)) : room.name(who),
						!done && [h("br"), h("small", { class: "muted" }, t("playing", { answered, n }))],
					),
					h("strong", { class: "number" }, t("score", { right, n })),
				),
			),
		),
	);
}

function answers(made, mine) {
	return h(
		"section",
		{ class: "stack" },
		h("h2", {}, t("answers")),
		made.questions.map((_, n) =>
			h(
				"div",
				{ class: "card stack", key: `a${n}` },
				h("h3", {}, made.questions[n].asks),
				solved(made, n, mine.get(n)),
			),
		),
	);
}

/** A question's answers once they may be seen: the right one, one's own, how many chose each. */
function solved(made, n, mine) {
	const { answers: list, right, why } = made.questions[n];
	const counts = split(state, made, n);
	const most = Math.max(
		1,
		counts.reduce((sum, one) => sum + one, 0),
	);
	return [
		h(
			"ul",
			{ class: "stack" },
			list.map((words, choice) =>
				h(
					"li",
					{ class: `solved ${choice === right ? "is-right" : choice === mine ? "is-wrong" : ""}` },
					h(
						"span",
						{ class: "row" },
						icon(choice === right ? "check" : choice === mine ? "close" : ""),
						h(
							"span",
							{ class: "grow" },
							words,
							h(
								"span",
								{ class: "hidden" },
								[choice === right && t("isRight"), choice === mine && t("isYours")]
									.filter(Boolean)
									.join(", "),
							),
						),
						h("small", { class: "number" }, t("chose", { n: counts[choice] })),
					),
					h(
						"span",
						{ class: "bar", "aria-hidden": "true" },
						h("span", { style: `width: ${(100 * counts[choice]) / most}%` }),
					),
				),
			),
		),
		why && h("p", { class: "small muted" }, why),
	];
}

/** The first question without an answer. */
const firstOpen = (made, mine) => made.questions.findIndex((_, n) => !mine.has(n));

function playing(made) {
	const mine = answersOf(state, made, me);
	if (at.quiz !== made.id) Object.assign(at, { quiz: made.id, n: firstOpen(made, mine) });
	if (at.n < 0) return one(made);
	const { asks, answers: list, right } = made.questions[at.n];
	const given = mine.get(at.n);
	const n = made.questions.length;
	return [
		head(made.title, { back: to("quiz", made.id) }),
		h(
			"div",
			{ class: "stack loose", key: `${made.id}${at.n}` },
			h(
				"div",
				{ class: "stack tight" },
				h("small", { class: "muted" }, t("of", { at: at.n + 1, n })),
				h(
					"div",
					{ class: "bar", "aria-hidden": "true" },
					h("span", { style: `width: ${(100 * mine.size) / n}%` }),
				),
			),
			h("h2", { class: "asks" }, asks),
			given === undefined
				? h(
						"ul",
						{ class: "stack" },
						list.map((words, choice) =>
							h(
								"li",
								{},
								h(
									"button",
									{
										type: "button",
										class: "plain wide-button pick",
										onclick: () => answer(made, at.n, choice),
									},
									words,
								),
							),
						),
					)
				: solved(made, at.n, given),
			h(
				"p",
				{ role: "status", class: given === undefined ? "hidden" : `notice ${given === right ? "" : "warn"}` },
				given === undefined ? "" : given === right ? t("right") : t("wrong", { answer: list[right] }),
			),
			given !== undefined &&
				h(
					"button",
					{ type: "button", key: "next", onclick: () => further(made) },
					t(mine.size === n ? "finish" : "next"),
				),
		),
	];
}

function answer(made, n, choice) {
	room.act({ k: "answer", q: made.id, n, choice }, () => {
		const mine = answersOf(state, made, me);
		if (mine.size < made.questions.length) return {};
		const list = scores(state, made);
		const own = list.find(({ who }) => who === me);
		const best = list[0];
		const info = t("news.done", { name: room.myName, right: own.right, n: mine.size, title: made.title });
		const summary = t("summary.best", {
			name: best.who === me ? room.myName : room.name(best.who),
			right: best.right,
			n: mine.size,
		});
		return { info, summary, document: made.title, href: link("quiz", made.id), notify: { [made.by]: info } };
	});
	document.querySelector("main h1")?.focus();
}

function further(made) {
	const open = firstOpen(made, answersOf(state, made, me));
	at.n = open;
	if (open < 0) go("quiz", made.id);
	else draw();
	document.querySelector("main h1")?.focus();
}

function publish(made) {
	const key = crypto.getRandomValues(new Uint32Array(3)).join("");
	const info = t("news.quiz", { name: room.myName, title: made.title });
	const n = made.questions.length;
	const sent = room.act(
		{ k: "quiz", id: key, ...made },
		{
			info,
			summary: t("summary.new", { n }),
			document: made.title,
			href: link("quiz", key),
			notify: { "*": info },
		},
	);
	if (sent) go("quiz", key);
	return sent !== undefined;
}

function remove(made) {
	ask(t("deleteAsk"), t("kit.delete"), () => {
		room.act({ k: "gone", q: made.id });
		go("");
	});
}
