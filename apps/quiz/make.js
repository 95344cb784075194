// Writing a quiz. What is written stays on this device until it is published, also when the app is closed in between.
import { h, icon } from "./kit/dom.js";
import { head, say, to } from "./kit/screen.js";
import { t } from "./kit/words.js";

const mostQuestions = 30;
const mostAnswers = 6;
const stored = "quiz-draft";

const blank = () => ({ asks: "", answers: ["", ""], right: -1, why: "" });
let draft = read();

function read() {
	try {
		const found = JSON.parse(localStorage.getItem(stored) ?? "");
		if (Array.isArray(found.questions) && found.questions.every((one) => Array.isArray(one.answers)))
			return found;
	} catch {
		// None there, or not one of ours.
	}
	return { title: "", questions: [blank()] };
}

function keep() {
	try {
		localStorage.setItem(stored, JSON.stringify(draft));
	} catch {
		// Storage is full or refused: it lives as long as the page.
	}
}

/** The screen. */
export function maker({ draw, publish }) {
	const change = (what) => {
		what();
		keep();
		draw();
	};
	return [
		head(t("make"), { back: to("") }),
		h(
			"form",
			{
				class: "stack loose",
				onsubmit: (event) => {
					event.preventDefault();
					send(publish, draw);
				},
			},
			labelled(t("name"), {
				value: draft.title,
				required: true,
				maxlength: 60,
				placeholder: t("nameHint"),
				oninput: (event) =>
					change(() => {
						draft.title = event.currentTarget.value;
					}),
			}),
			draft.questions.map((question, n) => questionCard(question, n, change)),
			draft.questions.length < mostQuestions &&
				h(
					"button",
					{ type: "button", class: "soft", onclick: () => change(() => draft.questions.push(blank())) },
					icon("plus"),
					t("moreQuestion"),
				),
			h("p", { class: "muted small" }, t("draft")),
			h("button", { type: "submit" }, t("publish")),
		),
	];
}

const labelled = (words, props) =>
	h("label", { class: "field" }, h("span", {}, words), h("input", { autocomplete: "off", ...props }));

function questionCard(question, n, change) {
	const set = (field) => (event) =>
		change(() => {
			question[field] = event.currentTarget.value;
		});
	return h(
		"fieldset",
		{ class: "card stack", key: `q${n}` },
		h("legend", { class: "hidden" }, t("question", { n: n + 1 })),
		h(
			"div",
			{ class: "row" },
			h("h2", { class: "grow" }, t("question", { n: n + 1 })),
			draft.questions.length > 1 &&
				h(
					"button",
					{
						type: "button",
						class: "round",
						"aria-label": t("removeQuestion", { n: n + 1 }),
						onclick: () => change(() => draft.questions.splice(n, 1)),
					},
					icon("bin"),
				),
		),
		labelled(t("asks"), { value: question.asks, maxlength: 160, oninput: set("asks") }),
		h("p", { class: "small muted" }, t("rightHow")),
		question.answers.map((words, choice) =>
			h(
				"div",
				{ class: "row", key: `a${choice}` },
				h("input", {
					type: "radio",
					name: `right-${n}`,
					"aria-label": t("rightOne", { n: choice + 1 }),
					checked: question.right === choice,
					onchange: () =>
						change(() => {
							question.right = choice;
						}),
				}),
				h("input", {
					value: words,
					maxlength: 80,
					autocomplete: "off",
					"aria-label": t("answer", { n: choice + 1 }),
					placeholder: t("answer", { n: choice + 1 }),
					oninput: (event) =>
						change(() => {
							question.answers[choice] = event.currentTarget.value;
						}),
				}),
			),
		),
		question.answers.length < mostAnswers &&
			h(
				"button",
				{ type: "button", class: "text", onclick: () => change(() => question.answers.push("")) },
				icon("plus"),
				t("moreAnswer"),
			),
		labelled(t("why"), { value: question.why, maxlength: 200, oninput: set("why") }),
	);
}

/** A question without its empty answers; undefined if it cannot be played. */
function finished({ asks, answers, right, why }) {
	const chosen = answers[right]?.trim();
	const given = answers.map((words) => words.trim()).filter(Boolean);
	if (!asks.trim() || !chosen || given.length < 2) return undefined;
	return { asks, answers: given, right: given.indexOf(chosen), why };
}

function send(publish, draw) {
	const questions = draft.questions.map(finished);
	const missing = questions.indexOf(undefined);
	if (missing >= 0) return say(t("incomplete", { n: missing + 1 }));
	if (!publish({ title: draft.title, questions })) return say(t("tooBig"));
	draft = { title: "", questions: [blank()] };
	keep();
	draw();
}
