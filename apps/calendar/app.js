// The screen: one's appointments, a month, and the times of the chosen day.
import { h, icon } from "./kit/dom.js";
import { join } from "./kit/room.js";
import {
	ask,
	face,
	field,
	fields,
	form,
	go,
	head,
	link,
	empty as nothing,
	place,
	sheet,
	show,
	to,
} from "./kit/screen.js";
import { clock, day, speak, t } from "./kit/words.js";
import { dayKey, dayOf, month } from "./month.js";
import { offerTimes } from "./offer.js";
import { apply, empty, slot, slots } from "./state.js";
import { words } from "./words.js";

speak(words);
const state = empty();
/** The month that the person turned to; else it is the chosen day's. */
let turned;
// Before the screen's own listener, which draws.
addEventListener("hashchange", () => {
	turned = undefined;
});
const draw = show(screen, t("title"));
const room = join({ apply: (op, stamp) => apply(state, op, stamp), draw });
const { me } = room;

const ends = ({ at, minutes }) => at + minutes * 60_000;
const isFree = (one) => one.booked.length < one.seats && one.at > Date.now();
const bookingOf = (one, who) => [...one.booked, ...one.waiting].find(({ by }) => by === who);
const when = ({ at }) => `${day(at)}, ${clock(at)}`;
const href = ({ at }) => link("day", dayKey(new Date(at)));

/** Does it, with the number of free times beside the icon. */
function act(what, news) {
	room.act(what, () => {
		const free = slots(state).filter(isFree).length;
		return { summary: free > 0 ? t("summary.free", { n: free }) : t("summary.none"), ...news };
	});
}

function screen() {
	const all = slots(state);
	const offer = h(
		"button",
		{ type: "button", onclick: () => offerTimes(chosenDay(all), publish) },
		icon("plus"),
		t("offer"),
	);
	if (all.length === 0) return [head(t("title")), nothing(t("nothing"), offer)];
	const chosen = chosenDay(all);
	const mine = all.filter((one) => bookingOf(one, me) && ends(one) > Date.now());
	const ofDay = all.filter((one) => dayKey(new Date(one.at)) === chosen);
	return [
		head(t("title"), { actions: offer }),
		h(
			"div",
			{ class: "page" },
			h(
				"div",
				{ class: "stack" },
				month({
					shown: turned ?? dayOf(chosen),
					chosen,
					about: about(all),
					choose,
					turn: (months) => turn(chosen, months),
				}),
				nextFree(all),
			),
			h(
				"div",
				{ class: "stack loose" },
				mine.length > 0 &&
					h(
						"section",
						{ class: "stack" },
						h("h2", {}, t("mine")),
						mine.map((one) => card(one, true)),
					),
				h(
					"section",
					{ class: "stack" },
					h("h2", {}, day(dayOf(chosen), { weekday: "long", day: "numeric", month: "long" })),
					ofDay.length === 0
						? h("p", { class: "muted" }, t("noneThisDay"))
						: ofDay.map((one) => card(one, false)),
				),
			),
		),
	];
}

/** The day of the address, else the first with something free, else today. */
const chosenDay = (all) => {
	const [, key] = place();
	const next = all.find(isFree);
	return dayOf(key) ? key : dayKey(next ? new Date(next.at) : new Date());
};

const choose = (key) => go("day", key);

function turn(chosen, months) {
	const shown = turned ?? dayOf(chosen);
	turned = new Date(shown.getFullYear(), shown.getMonth() + months, 1);
	draw();
}

function about(all) {
	const days = new Map();
	for (const one of all) {
		const key = dayKey(new Date(one.at));
		const before = days.get(key) ?? { free: 0, mine: false };
		days.set(key, {
			free: before.free + (isFree(one) ? 1 : 0),
			mine: before.mine || bookingOf(one, me) !== undefined,
		});
	}
	return (key) => days.get(key) ?? { free: 0, mine: false };
}

function nextFree(all) {
	const next = all.find(isFree);
	return (
		next &&
		h(
			"a",
			{ class: "button soft", href: to("day", dayKey(new Date(next.at))) },
			t("nextFree", { day: when(next) }),
		)
	);
}

/** A time, for its owner, for who booked it, or for who may. */
function card(one, dated) {
	const own = one.by === me;
	const booking = bookingOf(one, me);
	return h(
		"article",
		{ class: "card stack slot", key: `${one.id}${dated}` },
		h(
			"div",
			{ class: "row" },
			h(
				"span",
				{ class: "time number" },
				h("strong", {}, clock(one.at)),
				h("br"),
				h("small", { class: "muted" }, dated ? day(one.at) : t("minutesLong", { n: one.minutes })),
			),
			h(
				"span",
				{ class: "grow" },
				h("strong", {}, one.what || t("title")),
				h("br"),
				h(
					"small",
					{ class: "muted" },
					[own ? t("yours") : t("with", { name: room.name(one.by) }), one.where].filter(Boolean).join(" · "),
				),
				h("br"),
				tag(one, booking),
			),
			own &&
				h(
					"button",
					{ type: "button", class: "round", "aria-label": t("withdraw"), onclick: () => withdraw(one) },
					icon("bin"),
				),
		),
		own && people(one),
		deeds(one, own, booking),
	);
}

function tag(one, booking) {
	const said = (kind, words) => h("span", { class: `tag ${kind}` }, words);
	if (booking && one.waiting.includes(booking)) return said("warn", t("waiting"));
	if (booking) return booking.confirmed ? said("good", t("confirmed")) : said("now", t("booked"));
	if (one.booked.length >= one.seats) return said("", t("full"));
	return one.seats === 1
		? said("good", t("free"))
		: said("good", t("seatsFree", { n: one.seats - one.booked.length }));
}

function people(one) {
	const line = (booking, waits) =>
		h(
			"li",
			{ key: booking.id, class: "row wrap" },
			face(booking.by, room.name(booking.by)),
			h(
				"span",
				{ class: "grow" },
				t(waits ? "waits" : "by", { name: room.name(booking.by) }),
				booking.note && [h("br"), h("small", { class: "muted" }, booking.note)],
			),
			h("span", { class: "row" }, answers(one, booking, waits)),
		);
	const lines = [
		...one.booked.map((booking) => line(booking, false)),
		...one.waiting.map((booking) => line(booking, true)),
	];
	return lines.length > 0 && h("ul", { class: "stack" }, lines);
}

/** What an owner can say to a booking. */
function answers(one, booking, waits) {
	const say = (what, look) =>
		h("button", { type: "button", class: look, onclick: () => answer(one, booking, what) }, t(what));
	const confirmed = booking.confirmed && h("span", { class: "tag good" }, t("confirmed"));
	return [confirmed || (!waits && say("confirm", "")), say("decline", "plain")];
}

function deeds(one, own, booking) {
	if (own || ends(one) < Date.now()) return undefined;
	if (booking)
		return h(
			"button",
			{ type: "button", class: "text bad", onclick: () => cancel(one, booking) },
			t("cancel"),
		);
	const free = one.booked.length < one.seats;
	return h(
		"button",
		{ type: "button", class: free ? "" : "plain", onclick: () => book(one.id) },
		t(free ? "book" : "wait"),
	);
}

function publish(slotsToOffer) {
	const first = slotsToOffer[0];
	act(
		slotsToOffer.map((one) => ({ k: "offer", ...one })),
		{ info: t("news.offer", { name: room.myName }), href: href(first) },
	);
	go("day", dayKey(new Date(first.at)));
}

function book(key) {
	const one = slot(state, key);
	sheet(when(one), (close) => {
		const now = slot(state, key);
		if (!now) return nothing(t("gone"));
		const free = now.booked.length < now.seats;
		const name = room.myName;
		return form(
			{ class: "stack" },
			(filled) => {
				const words = t(free ? "news.book" : "news.wait", { name, when: when(now) });
				act(
					{ k: "book", s: key, note: fields(filled).note },
					{ info: words, href: href(now), notify: { [now.by]: words } },
				);
				close();
			},
			h("p", {}, [now.what, t("with", { name: room.name(now.by) }), now.where].filter(Boolean).join(" · ")),
			field(t("note"), { name: "note", maxlength: 160, placeholder: t("noteHint") }),
			h("p", { class: "muted small" }, t("seen")),
			h("button", { type: "submit" }, t(free ? "book" : "wait")),
		);
	});
}

/** Whoever moves up by a cancelled booking is told too. */
function movesUp(one, booking) {
	const next = one.booked.includes(booking) ? one.waiting[0] : undefined;
	return next ? { [next.by]: t("news.moved", { when: when(one) }) } : {};
}

function answer(one, booking, what) {
	const notify = { [booking.by]: t(`news.${what}`, { when: when(one) }) };
	if (what === "confirm") act({ k: "confirm", b: booking.id }, { notify, href: href(one) });
	else
		act({ k: "cancel", b: booking.id }, { notify: { ...movesUp(one, booking), ...notify }, href: href(one) });
}

function cancel(one, booking) {
	ask(t("cancelAsk"), t("cancel"), () => {
		const words = t("news.cancel", { name: room.myName, when: when(one) });
		act(
			{ k: "cancel", b: booking.id },
			{ info: words, href: href(one), notify: { ...movesUp(one, booking), [one.by]: words } },
		);
	});
}

function withdraw(one) {
	ask(t("withdrawAsk"), t("withdraw"), () => {
		const words = t("news.withdraw", { name: room.myName, when: when(one) });
		const notify = Object.fromEntries([...one.booked, ...one.waiting].map(({ by }) => [by, words]));
		act({ k: "withdraw", s: one.id }, { notify, href: href(one) });
	});
}
