// What makes an app's state the same for everybody, whatever came late, twice or in another order: the state is a
// pure function of the SET of operations. Everything in a payload is somebody else's, so it is cleaned here too.

/** @typedef {{ t: number, by: string, id: string }} Stamp when (by a clock that never runs behind what it has seen), who, which */

/** The longest text, the most operations in one update: a hostile one costs no more than this. */
const most = { ops: 500, id: 80, name: 40, time: 8.64e15 };

/** Whether a value that came in is an object with fields. */
export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** A text of one line, at most so many characters; no signs that are not seen or turn the direction of what follows. */
export function text(value, max = 80) {
	if (typeof value !== "string") return "";
	const plain = value
		.slice(0, max * 4)
		.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+/gu, " ");
	return Array.from(plain.trim()).slice(0, max).join("");
}

/** An integer within bounds, or what to take instead. */
export const whole = (value, min, max, otherwise) =>
	Number.isSafeInteger(value) && value >= min && value <= max ? value : otherwise;

/** A name that a program gave: of an operation, a thing or a person. Empty if it is none. */
export const id = (value) =>
	typeof value === "string" && value.length > 0 && value.length <= most.id && /^[\x21-\x7e]+$/.test(value)
		? value
		: "";

/** A list that is not too long, each entry cleaned; what comes out empty is left out. */
export const list = (value, max, clean) =>
	Array.isArray(value)
		? value
				.slice(0, max)
				.map(clean)
				.filter((one) => one !== "" && one !== undefined)
		: [];

/**
 * What an update holds: who sent it, and operations with their stamps. Anything that is not ours is empty.
 * @returns {{ by: string, name: string, ops: [Record<string, unknown>, Stamp][] }}
 */
export function unwrap(payload) {
	const nothing = { by: "", name: "", ops: [] };
	if (!isObject(payload) || payload.v !== 1 || !id(payload.by) || !Array.isArray(payload.ops)) return nothing;
	const by = id(payload.by);
	const ops = payload.ops
		.slice(0, most.ops)
		.filter((op) => isObject(op) && id(op.id) && typeof op.k === "string")
		.filter((op) => whole(op.t, 0, most.time, -1) >= 0)
		.map((op) => [op, { t: op.t, by, id: op.id }]);
	return { by, name: text(payload.n, most.name), ops };
}

/** Whether a is later than b: by time, then by address, then by id, then by content, so that never two are equal. */
export function later(a, b) {
	if (a.t !== b.t) return a.t > b.t;
	if (a.by !== b.by) return a.by > b.by;
	if (a.id !== b.id) return a.id > b.id;
	return JSON.stringify(a) > JSON.stringify(b);
}

/** For sort(): earliest first. */
export const byStamp = (a, b) => (later(a, b) ? 1 : later(b, a) ? -1 : 0);

/** Puts a value that carries its stamp; the latest stays. */
export function putLatest(map, key, value) {
	const held = map.get(key);
	if (held === undefined || later(value, held)) map.set(key, value);
}

/** Puts a value that carries its stamp; the earliest stays. For what is made once and then only pointed at. */
export function putEarliest(map, key, value) {
	const held = map.get(key);
	if (held === undefined || later(held, value)) map.set(key, value);
}

/** The earliest so many of a map's values: a bound that is the same for everybody, unlike "the first that came". */
export const earliest = (map, max) => [...map.values()].sort(byStamp).slice(0, max);

/** What a map holds for a key, made when it is not there yet. */
export function within(map, key, make = () => new Map()) {
	let held = map.get(key);
	if (held === undefined) {
		held = make();
		map.set(key, held);
	}
	return held;
}
