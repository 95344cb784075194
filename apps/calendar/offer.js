// The sheet in which an owner offers many times at once: a day, from, until, how long each.
import { h } from "./kit/dom.js";
import { field, fields, form, sheet } from "./kit/screen.js";
import { t } from "./kit/words.js";
import { series } from "./state.js";

const weekMs = 7 * 24 * 3_600_000;

/** What the form describes. @param {Record<string, string>} filled */
function described(filled) {
	const at = (clock) => new Date(`${filled.day}T${clock}`).getTime();
	const minutes = Math.min(1440, Math.max(5, Math.round(Number(filled.minutes)) || 30));
	const pause = Math.min(1440, Math.max(0, Math.round(Number(filled.pause)) || 0));
	const seats = Math.min(99, Math.max(1, Math.round(Number(filled.seats)) || 1));
	const weeks = Math.min(12, Math.max(0, Math.round(Number(filled.weeks)) || 0));
	const day = series(at(filled.from), at(filled.until), minutes, pause);
	const times = Array.from({ length: weeks + 1 }, (_, week) => day.map((time) => shifted(time, week))).flat();
	return times
		.slice(0, 200)
		.map((time) => ({ at: time, minutes, seats, what: filled.what, where: filled.where }));
}

/** So many weeks later at the same time of day, also when the clocks change in between. */
function shifted(time, weeks) {
	const same = new Date(time);
	const later = new Date(time + weeks * weekMs);
	later.setHours(same.getHours(), same.getMinutes());
	return later.getTime();
}

/** Opens the sheet. @param {string} day where to begin @param {(slots: object[]) => void} publish */
export function offerTimes(day, publish) {
	let count = 0;
	const one = sheet(t("offer"), (close) =>
		form(
			{
				class: "stack",
				oninput: (event) => {
					count = described(fields(event.currentTarget)).length;
					one.draw();
				},
			},
			(filled) => {
				const slots = described(fields(filled));
				if (slots.length === 0) return;
				close();
				publish(slots);
			},
			field(t("what"), {
				name: "what",
				required: true,
				maxlength: 60,
				placeholder: t("whatHint"),
				"data-first": true,
			}),
			field(t("where"), { name: "where", maxlength: 80 }),
			field(t("day"), { name: "day", type: "date", required: true, value: day }),
			h(
				"div",
				{ class: "pair" },
				field(t("from"), { name: "from", type: "time", required: true, value: "09:00" }),
				field(t("until"), { name: "until", type: "time", required: true, value: "12:00" }),
			),
			h(
				"div",
				{ class: "pair" },
				field(t("minutes"), {
					name: "minutes",
					type: "number",
					min: 5,
					max: 1440,
					value: "30",
					required: true,
				}),
				field(t("pause"), { name: "pause", type: "number", min: 0, max: 600, value: "0" }),
			),
			h(
				"div",
				{ class: "pair" },
				field(t("seats"), { name: "seats", type: "number", min: 1, max: 99, value: "1" }),
				field(t("days"), { name: "weeks", type: "number", min: 0, max: 12, value: "0" }),
			),
			h("p", { class: "notice", role: "status" }, count > 0 ? t("makes", { n: count }) : t("makesNone")),
			h("button", { type: "submit", disabled: count === 0 }, t("offer")),
		),
	);
	count = described(fields(document.querySelector("dialog form"))).length;
	one.draw();
}
