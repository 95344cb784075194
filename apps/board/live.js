// What happens on the board right now, by the realtime channel: who is here, and lines while they are drawn. Nothing of it is
// kept; the finished line comes as an update.
import { id, isObject } from "./kit/converge.js";
import { joinLive } from "./kit/room.js";
import { cleanStroke } from "./state.js";

const forget = 12_000;
const most = 40;

/**
 * @param {{ me: string, changed: () => void }} how
 * @returns {{ people: () => string[], lines: () => object[], tell: (key: string, stroke: object) => void, forgetLine: (key: string) => void }}
 */
export function liveBoard({ me, changed }) {
	/** @type {Map<string, number>} */
	const people = new Map();
	const lines = new Map();
	const channel = joinLive((message) => {
		if (!isObject(message) || !id(message.who) || message.who === me) return;
		const fresh = !people.has(message.who);
		if (people.size < most || !fresh) people.set(message.who, Date.now() + forget);
		const stroke = cleanStroke(message.stroke);
		if (stroke && id(message.key) && (lines.size < most || lines.has(message.key))) {
			lines.set(message.key, { ...stroke, id: message.key, until: Date.now() + forget });
		}
		if (fresh) hello();
		if (fresh || stroke) changed();
	});
	const hello = () => channel?.send({ who: me });
	if (channel) {
		hello();
		setInterval(() => {
			hello();
			let gone = false;
			for (const [who, until] of people) if (until < Date.now()) gone = people.delete(who) || gone;
			for (const [key, { until }] of lines) if (until < Date.now()) gone = lines.delete(key) || gone;
			if (gone) changed();
		}, 5000);
	}
	return {
		isLive: channel !== undefined,
		people: () => [...people.keys()],
		lines: () => [...lines.values()],
		tell: (key, stroke) => channel?.send({ who: me, key, stroke }),
		forgetLine: (key) => lines.delete(key),
	};
}
