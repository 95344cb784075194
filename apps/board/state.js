// A whiteboard as a pure function of the set of operations: strokes and notes lie in the order of their stamps; what was
// rubbed out is gone; "clear" takes away whatever was there when somebody cleared.
import { byStamp, id, isObject, later, list, putEarliest, putLatest, text, whole } from "./kit/converge.js";

/** The board's own size; every screen shows it whole. */
export const side = 1600;
export const colours = 7;
/** Half the widths of a pen, in the board's own measure. */
export const widths = [4, 10, 24];
const most = { things: 5000, points: 600, rubbed: 500 };

export const empty = () => ({ things: new Map(), gone: new Map(), cleared: new Map() });

/** Takes one operation in. */
export function apply(state, op, stamp) {
	if (Object.hasOwn(changes, op.k)) changes[op.k](state, op, stamp);
}

const changes = {
	stroke(state, op, stamp) {
		const stroke = cleanStroke(op);
		if (stroke) putEarliest(state.things, stamp.id, { ...stamp, ...stroke });
	},
	note(state, op, stamp) {
		const words = text(op.text, 80);
		const [x, y] = [whole(op.x, 0, side, -1), whole(op.y, 0, side, -1)];
		if (words && x >= 0 && y >= 0)
			putEarliest(state.things, stamp.id, {
				...stamp,
				text: words,
				x,
				y,
				colour: whole(op.colour, 0, colours - 1, 0),
			});
	},
	rub(state, op, stamp) {
		for (const key of list(op.i, most.rubbed, id))
			putLatest(state.gone, key, { ...stamp, on: op.on !== false });
	},
	clear: (state, _, stamp) => putLatest(state.cleared, "", { ...stamp }),
};

/**
 * A line that came in, from an update or by the realtime channel: its points as x, y, then steps.
 * @returns {undefined | { colour: number, width: number, points: number[] }}
 */
export function cleanStroke(value) {
	if (!isObject(value) || !Array.isArray(value.points)) return undefined;
	const points = value.points.slice(0, most.points * 2);
	if (
		points.length < 2 ||
		points.length % 2 !== 0 ||
		!points.every((n) => Number.isInteger(n) && Math.abs(n) <= side)
	)
		return undefined;
	return {
		colour: whole(value.colour, 0, colours - 1, 0),
		width: whole(value.width, 0, widths.length - 1, 0),
		points,
	};
}

/** What is on the board, the lowest first. */
export function things(state) {
	const end = state.cleared.get("");
	return [...state.things.values()]
		.filter((one) => !state.gone.get(one.id)?.on && !(end && !later(one, end)))
		.sort(byStamp)
		.slice(-most.things);
}

/** Points as steps from one to the next: half as many digits. @param {[number, number][]} path */
export function packed(path) {
	let [lastX, lastY] = [0, 0];
	return path.flatMap(([x, y]) => {
		const step = [x - lastX, y - lastY];
		[lastX, lastY] = [x, y];
		return step;
	});
}

/** The path of packed points. @returns {[number, number][]} */
export function unpacked(points) {
	let [x, y] = [0, 0];
	const path = [];
	for (let at = 0; at < points.length; at += 2) {
		x += points[at];
		y += points[at + 1];
		path.push([x, y]);
	}
	return path;
}

/** The path without points that hardly change it (Ramer, Douglas and Peucker), and not longer than an update may be. */
export function simplified(path, tolerance = 1.5) {
	const kept = new Set([0, path.length - 1]);
	const open = [[0, path.length - 1]];
	while (open.length > 0) {
		const [from, to] = open.pop();
		const [far, distance] = farthest(path, from, to);
		if (distance <= tolerance) continue;
		kept.add(far);
		open.push([from, far], [far, to]);
	}
	const thin = path.filter((_, at) => kept.has(at));
	return thin.length > most.points ? simplified(thin, tolerance * 2) : thin;
}

function farthest(path, from, to) {
	let found = [from, 0];
	const [[ax, ay], [bx, by]] = [path[from], path[to]];
	const length = Math.hypot(bx - ax, by - ay);
	for (let at = from + 1; at < to; at++) {
		const [x, y] = path[at];
		const distance =
			length === 0
				? Math.hypot(x - ax, y - ay)
				: Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length;
		if (distance > found[1]) found = [at, distance];
	}
	return found;
}

/** The topmost thing under a point, for the rubber. */
export function under(list, x, y, reach = 24) {
	return [...list]
		.reverse()
		.find((one) =>
			one.text === undefined ? nearLine(one, x, y, reach + widths[one.width]) : nearNote(one, x, y),
		);
}

const nearNote = (note, x, y) =>
	x >= note.x - 16 && x <= note.x + 26 * note.text.length + 16 && Math.abs(y - note.y) < 36;

function nearLine({ points }, x, y, reach) {
	const path = unpacked(points);
	return path.some(([ax, ay], at) => {
		const [bx, by] = path[Math.min(at + 1, path.length - 1)];
		const length = (bx - ax) ** 2 + (by - ay) ** 2;
		const part =
			length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length));
		return Math.hypot(x - ax - part * (bx - ax), y - ay - part * (by - ay)) <= reach;
	});
}

/** All of a person's things that are there, the last one last: for undo. */
export const own = (list, who) => list.filter(({ by }) => by === who);
