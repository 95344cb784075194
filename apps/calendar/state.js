// Times that people offer and others book, as a pure function of the set of operations. Nobody is booked twice over: of the
// bookings of a time that stand, those that its owner confirmed come first, then the earliest by (time, address, id);
// as many as there are places have one, the others wait, and move up when somebody cancels.
import { byStamp, earliest, id, putEarliest, putLatest, text, whole, within } from "./kit/converge.js";

const most = { slots: 2000, seats: 99, bookings: 200, minutes: 24 * 60, time: 8.64e15 };

export const empty = () => ({
	slots: new Map(),
	gone: new Map(),
	bookings: new Map(),
	confirmed: new Map(),
	cancelled: new Map(),
});

/** Takes one operation in. */
export function apply(state, op, stamp) {
	if (Object.hasOwn(changes, op.k)) changes[op.k](state, op, stamp);
}

const changes = {
	offer(state, op, stamp) {
		const at = whole(op.at, 0, most.time, -1);
		const minutes = whole(op.minutes, 5, most.minutes, 0);
		if (at < 0 || minutes === 0) return;
		const slot = {
			...stamp,
			at,
			minutes,
			what: text(op.what, 60),
			where: text(op.where, 80),
			seats: whole(op.seats, 1, most.seats, 1),
		};
		putEarliest(state.slots, stamp.id, slot);
	},
	withdraw: (state, op, stamp) => putEarliest(within(state.gone, id(op.s)), stamp.by, { ...stamp }),
	book: (state, op, stamp) =>
		putEarliest(within(state.bookings, id(op.s)), stamp.id, { ...stamp, note: text(op.note, 160) }),
	confirm: (state, op, stamp) => putLatest(within(state.confirmed, id(op.b)), stamp.by, { ...stamp }),
	cancel: (state, op, stamp) => putEarliest(within(state.cancelled, id(op.b)), stamp.by, { ...stamp }),
};

/**
 * A time as it stands; undefined if it is not offered any more.
 * @returns {undefined | { id: string, by: string, at: number, minutes: number, what: string, where: string, seats: number,
 *   booked: Booking[], waiting: Booking[] }}
 * @typedef {{ id: string, by: string, note: string, confirmed: boolean }} Booking
 */
export function slot(state, key) {
	const made = state.slots.get(key);
	if (!made || state.gone.get(key)?.has(made.by)) return undefined;
	const standing = earliest(state.bookings.get(key) ?? new Map(), most.bookings)
		.filter((booking) => !calledOff(state, made, booking))
		.map((booking) => ({ ...booking, confirmed: state.confirmed.get(booking.id)?.has(made.by) ?? false }))
		.sort((a, b) => Number(b.confirmed) - Number(a.confirmed) || byStamp(a, b));
	// Two taps of one person are one place.
	const each = standing.filter(({ by }, at) => standing.findIndex((one) => one.by === by) === at);
	return { ...made, booked: each.slice(0, made.seats), waiting: each.slice(made.seats) };
}

/** Either side may call it off. */
function calledOff(state, made, booking) {
	const by = state.cancelled.get(booking.id);
	return by !== undefined && (by.has(booking.by) || by.has(made.by));
}

/** All times that are offered, by when they are. */
export const slots = (state) =>
	earliest(state.slots, most.slots)
		.map((made) => slot(state, made.id))
		.filter((one) => one !== undefined)
		.sort((a, b) => a.at - b.at || byStamp(a, b));

/** The times from one to another, each so long, with a pause: what an owner offers at once. At most 50. */
export function series(from, until, minutes, pause) {
	const times = [];
	const step = (minutes + pause) * 60_000;
	for (let at = from; at + minutes * 60_000 <= until && times.length < 50; at += step) times.push(at);
	return times;
}
