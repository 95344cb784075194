// The app in its chat: what others did comes in, what is done here goes out, at the pace and size that the chat allows.
import { id, later, unwrap } from "./converge.js";
import { bytes, outbox } from "./outbox.js";
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

	const post = outbox({
		send: (update) => webxdc.sendUpdate(update, ""),
		interval,
		maxSize,
		storage: storage(),
	});
	for (const entry of post.left) take(entry.payload);
	const listening = webxdc.setUpdateListener((update) => {
		take(update.payload);
		if (update.payload?.by === me) post.arrived(update.payload);
		redraw();
	}, 0);
	Promise.resolve(listening).then(() => {
		ready = true;
		post.begin();
		redraw();
	});
	document.addEventListener("visibilitychange", () => {
		if (document.visibilityState === "hidden") post.hurry();
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
			const update = { payload, ...clipped(typeof news === "function" ? news() : news) };
			// Telling many people takes room too, and matters less than the thing itself.
			if (bytes(update) > maxSize) delete update.notify;
			post.add(update);
			redraw();
			return payload;
		},
	};
}

/** The app's own storage; undefined where the browser refuses it. */
function storage() {
	try {
		return localStorage;
	} catch {
		return undefined;
	}
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
	addEventListener("pagehide", () => {
		channel?.leave();
		channel = undefined;
	});
	return {
		send(message) {
			const data = new TextEncoder().encode(JSON.stringify(message));
			if (data.length <= 60_000) channel?.send(data);
		},
	};
}
