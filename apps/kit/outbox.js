// What was done and is not in the chat yet. It goes out at the pace that the chat allows, several operations in one update
// where nothing is to be said of the first ones; it outlives the page; and it stays here until it has come back from the
// chat, so that what was under way when a page was closed goes out once more. Twice does no harm to the state.
import { unwrap } from "./converge.js";

const place = "causeway-unsent";
const most = { ops: 500, stored: 100 };

/** The size of an update as the chat counts it. */
export const bytes = (update) => new TextEncoder().encode(JSON.stringify(update)).length;

/**
 * @param {{ send: (update: object) => void, interval: number, maxSize: number, storage: Storage | undefined }} chat
 */
export function outbox({ send, interval, maxSize, storage }) {
	/** @type {Record<string, any>[]} */
	const unsent = stored();
	/** @type {Record<string, any>[]} */
	let underWay = [];
	let last = 0;
	let timer = 0;
	let open = false;

	function stored() {
		try {
			const found = JSON.parse(storage?.getItem(place) ?? "[]");
			return Array.isArray(found) ? found.filter((entry) => unwrap(entry?.payload).ops.length > 0) : [];
		} catch {
			return [];
		}
	}
	function store() {
		// What was sent is not said again in the chat if it has to go out once more.
		const again = underWay.map(({ payload }) => ({ payload }));
		try {
			if (again.length + unsent.length === 0) storage?.removeItem(place);
			else storage?.setItem(place, JSON.stringify([...again, ...unsent].slice(-most.stored)));
		} catch {
			// Storage is full or refused: then it lives as long as the page.
		}
	}
	function next() {
		let update = unsent.shift();
		while (update && unsent.length > 0 && !update.info && !update.notify) {
			const ops = [...update.payload.ops, ...unsent[0].payload.ops];
			const joined = { ...update, ...unsent[0], payload: { ...unsent[0].payload, ops } };
			if (ops.length > most.ops || bytes(joined) > maxSize) break;
			unsent.shift();
			update = joined;
		}
		return update;
	}
	function flush() {
		clearTimeout(timer);
		timer = 0;
		const update = next();
		if (!update) return;
		last = Date.now();
		underWay.push(update);
		store();
		send(update);
		plan();
	}
	function plan() {
		if (open && unsent.length > 0 && !timer)
			timer = setTimeout(flush, Math.max(0, last + interval - Date.now()));
	}
	return {
		/** What an earlier page left. */
		left: [...unsent],
		add(update) {
			unsent.push(update);
			store();
			plan();
		},
		/** Everything that is in the chat has been seen: what is not in it goes out. */
		begin() {
			open = true;
			plan();
		},
		/** A page that is put away may not come back: all goes now. */
		hurry() {
			while (unsent.length > 0) flush();
		},
		/** This came from the chat: it need not go there any more. */
		arrived(payload) {
			const ids = new Set(unwrap(payload).ops.map(([, stamp]) => stamp.id));
			const isNew = ({ payload: own }) => !own.ops.every((op) => ids.has(op.id));
			const before = underWay.length + unsent.length;
			underWay = underWay.filter(isNew);
			unsent.splice(0, unsent.length, ...unsent.filter(isNew));
			if (underWay.length + unsent.length < before) store();
		},
	};
}
