// A month as a grid of days, the week beginning where the person lives.
import { h, icon } from "./kit/dom.js";
import { locale, day as sayDay, t } from "./kit/words.js";

/** "2026-11-26" of a date, here. */
export const dayKey = (date) =>
	`${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;

/** The date of a day's name; undefined if it is none. */
export function dayOf(key) {
	const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(key ?? "");
	const date = parts && new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
	return date && dayKey(date) === key ? date : undefined;
}

/** 0 is Sunday. */
const firstDay = () => {
	const info = new Intl.Locale(locale);
	return ((info.getWeekInfo?.() ?? info.weekInfo)?.firstDay ?? 1) % 7;
};

/** The days that a month's grid shows: whole weeks. */
function daysOf(year, month) {
	const first = new Date(year, month, 1);
	const before = (first.getDay() - firstDay() + 7) % 7;
	const length = new Date(year, month + 1, 0).getDate();
	const cells = Math.ceil((before + length) / 7) * 7;
	return Array.from({ length: cells }, (_, n) => new Date(year, month, 1 - before + n));
}

/**
 * The grid. `about(key)` says how many are free on a day and whether one's own appointment is there.
 * @param {{ shown: Date, chosen: string, about: (key: string) => { free: number, mine: boolean }, choose: (key: string) => void, turn: (months: number) => void }} how
 */
export function month({ shown, chosen, about, choose, turn }) {
	const days = daysOf(shown.getFullYear(), shown.getMonth());
	const title = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric" }).format(shown);
	const weekday = new Intl.DateTimeFormat(locale, { weekday: "narrow" });
	return h(
		"section",
		{ class: "card month" },
		h(
			"div",
			{ class: "row" },
			h("h2", { class: "grow", "aria-live": "polite" }, title),
			h(
				"button",
				{ type: "button", class: "round", "aria-label": t("previous"), onclick: () => turn(-1) },
				icon("previous"),
			),
			h(
				"button",
				{ type: "button", class: "round", "aria-label": t("next"), onclick: () => turn(1) },
				icon("next"),
			),
		),
		h(
			"div",
			{ class: "week small muted", "aria-hidden": "true" },
			days.slice(0, 7).map((date) => h("span", {}, weekday.format(date))),
		),
		h(
			"div",
			{ class: "days" },
			days.map((date) => dayButton(date, shown, chosen, about(dayKey(date)), choose)),
		),
	);
}

function dayButton(date, shown, chosen, { free, mine }, choose) {
	const key = dayKey(date);
	const name = sayDay(date, { weekday: "long", day: "numeric", month: "long" });
	const state = mine ? "dayMine" : free > 0 ? "dayFree" : "dayNone";
	const classes = [
		"day",
		date.getMonth() !== shown.getMonth() && "outside",
		free > 0 && "free",
		mine && "mine",
		key === dayKey(new Date()) && "today",
	];
	return h(
		"button",
		{
			type: "button",
			class: classes.filter(Boolean).join(" "),
			"aria-pressed": String(key === chosen),
			"aria-label": t(state, { day: name, n: free }),
			onclick: () => choose(key),
		},
		String(date.getDate()),
	);
}
