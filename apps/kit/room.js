// The app in its chat: what others did comes in, what is done here goes out, at the pace and size that the chat allows.
import { id, later, unwrap } from "./converge.js";
import { t } from "./words.js";

const webxdc = window.webxdc;
/** What the specification says where a host says nothing. */
const interval = webxdc.sendUpdateInterval ?? 10_000;
const maxSize = webxdc.sendUpdateMaxSize ?? 128_000;
/** The longest line beside the icon and in the chat that hosts show. */
const short = 20;
const line = 50;

/** Nobody else makes the same: 96 random bits. */
export const newId = () =>
	Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join(
		"",
	);

/**
 * Joins the chat. `apply(op, stamp)` is called for every operation, also for one's own at once, and again when it comes
 * back; `draw()` after some of them, and first when everything known is there.
 * @param {{ apply: (op: Record<string, any>, stamp: { t: number, by: string, id: string }) => void, draw: () => void }} app
 */
export function join({ apply, draw }) {
	const me = id(webxdc.selfAddr) || id(encodeURIComponent(webxdc.selfAddr).slice(0, 80)) || "me";
	/** @type {Map<string, { name: string, t: number, by: string, id: string }>} */
	const names = new Map();
	let now = 0;
	let drawn = true;
	let ready = false;

	function take(payload) {
		const { by, name, ops } = unwrap(payload);
		for (const [op, stamp] of ops) {
			now = Math.max(now, stamp.t);
			apply(op, stamp);
			const called = { name, ...stamp };
			if (name && (!names.has(by) || later(called, names.get(by)))) names.set(by, called);
		}
	}

	function redraw() {
		if (!drawn || !ready) return;
		drawn = false;
		setTimeout(() => {
			drawn = true;
			draw();
		});
	}

	const post = outbox((update) => webxdc.sendUpdate(update, ""));
	for (const entry of post.unsent) take(entry.payload);
	const listening = webxdc.setUpdateListener((update) => {
		take(update.payload);
		redraw();
	}, 0);
	Promise.resolve(listening).then(() => {
		ready = true;
		redraw();
	});

	return {
		me,
		/** How a person is called here; one's own name is "You". */
		name: (address) => (address === me ? t("kit.you") : names.get(address)?.name || t("kit.someone")),
		/** One's own name, as others see it. */
		myName: String(webxdc.selfName ?? ""),
		redraw,
		take(payload) {
			take(payload);
			redraw();
		},
		/**
		 * Does something, at once here and for all others. `news` says it in the chat: info, summary, document, href,
		 * notify; as a function it is asked after the state has changed. Returns what was sent, or undefined if it is too long.
		 * @param {Record<string, unknown> | Record<string, unknown>[]} what @param {object | (() => object)} [news]
		 */
		act(what, news = {}) {
			const ops = [what].flat().map((op) => {
				now = Math.max(Date.now(), now + 1);
				return { id: newId(), t: now, ...op };
			});
			const payload = { v: 1, by: me, n: String(webxdc.selfName ?? "").slice(0, 40), ops };
			if (bytes({ payload }) > maxSize - 1000) return undefined;
			take(payload);
			post.add({ payload, ...clipped(typeof news === "function" ? news() : news) });
			redraw();
			return payload;
		},
	};
}

const clip = (value, max) => {
	const signs = Array.from(value);
	return signs.length > max ? `${signs.slice(0, max - 1).join("")}…` : value;
};

/** What the chat shows has room for so much. */
function clipped({ info, summary, document, href, notify }) {
	return {
		...(info ? { info: clip(info, line) } : {}),
		...(summary !== undefined ? { summary: clip(summary, short) } : {}),
		...(document ? { document: clip(document, short) } : {}),
		...(href ? { href } : {}),
		...(notify
			? { notify: Object.fromEntries(Object.entries(notify).map(([to, words]) => [to, clip(words, 100)])) }
			: {}),
	};
}

const bytes = (update) => new TextEncoder().encode(JSON.stringify(update)).length;

/** What is not sent yet. It outlives the page: closed within the interval, it goes out at the next start. */
function outbox(send) {
	const place = "causeway-unsent";
	const unsent = stored();
	let last = 0;
	let timer = 0;

	function stored() {
		try {
			const found = JSON.parse(localStorage.getItem(place) ?? "[]");
			return Array.isArray(found) ? found.filter((entry) => unwrap(entry?.payload).ops.length > 0) : [];
		} catch {
			return [];
		}
	}
	function store() {
		try {
			if (unsent.length > 0) localStorage.setItem(place, JSON.stringify(unsent));
			else localStorage.removeItem(place);
		} catch {
			// Storage is full or refused: then what is unsent lives as long as the page.
		}
	}
	function flush() {
		clearTimeout(timer);
		timer = 0;
		const next = unsent.shift();
		if (!next) return;
		// What says nothing in the chat travels together.
		while (unsent.length > 0 && Object.keys(next).length === 1) {
			const ops = [...next.payload.ops, ...unsent[0].payload.ops];
			const joined = { ...unsent[0], payload: { ...unsent[0].payload, ops } };
			if (ops.length > 500 || bytes(joined) > maxSize) break;
			unsent.shift();
			Object.assign(next, joined);
		}
		last = Date.now();
		send(next);
		store();
		plan();
	}
	function plan() {
		if (unsent.length > 0 && !timer) timer = setTimeout(flush, Math.max(0, last + interval - Date.now()));
	}
	addEventListener("pagehide", store);
	// A page that is put away may not come back: what waits goes now.
	document.addEventListener("visibilitychange", () => {
		while (document.visibilityState === "hidden" && unsent.length > 0) flush();
	});
	plan();
	return {
		unsent,
		add(update) {
			unsent.push(update);
			store();
			plan();
		},
	};
}

/**
 * Messages that nobody keeps, at once, where the host has a realtime channel; undefined where it has none.
 * @param {(message: unknown) => void} listener
 */
export function joinLive(listener) {
	if (typeof webxdc.joinRealtimeChannel !== "function") return undefined;
	let channel;
	try {
		channel = webxdc.joinRealtimeChannel();
	} catch {
		return undefined;
	}
	channel.setListener((data) => {
		try {
			listener(JSON.parse(new TextDecoder().decode(data)));
		} catch {
			// Not one of ours.
		}
	});
	addEventListener("pagehide", () => channel.leave());
	return {
		send(message) {
			const data = new TextEncoder().encode(JSON.stringify(message));
			if (data.length <= 60_000) channel.send(data);
		},
	};
}
