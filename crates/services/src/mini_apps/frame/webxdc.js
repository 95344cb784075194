// window.webxdc (webxdc 1.3), as every page of a mini-app gets it. It speaks with the web app over a port of its own, which
// it makes anew on each page; what the web app takes is checked there.

(() => {
	/** @type {{ selfAddr?: string, selfName?: string, realtime?: boolean, tellsErrors?: boolean, sendUpdateInterval?: number, sendUpdateMaxSize?: number }} */
	const config = /* CONFIG */ {};
	/** Bytes that one message of the realtime channel may have. */
	const REALTIME_MAX = 128_000;

	/** A frame within the app: one app, one port, one listener. */
	const outer = outerWebxdc();
	if (outer) {
		window.webxdc = outer;
		return;
	}

	const { port1: port, port2: theirs } = new MessageChannel();
	/** What waits for an answer, by number. @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
	const waiting = new Map();
	let lastId = 0;
	/** The last listener, and which listening of ours it is. @type {{ id: number, callback: (update: any) => void } | undefined} */
	let listening;
	/** @type {{ listener?: (data: Uint8Array) => void } | undefined} */
	let channel;

	port.addEventListener("message", ({ data }) => {
		switch (data.type) {
			case "ping":
				port.postMessage({ type: "pong" });
				break;
			case "update":
				if (data.id === listening?.id) call(listening?.callback, JSON.parse(data.update));
				break;
			case "realtime":
				call(channel?.listener, new Uint8Array(data.data));
				break;
			case "refused":
				console.error(`webxdc: ${data.why}`);
				break;
			case "answer": {
				const asked = waiting.get(data.id);
				waiting.delete(data.id);
				if (data.error === undefined) asked?.resolve(data.value);
				else asked?.reject(new Error(data.error));
			}
		}
	});
	port.start();
	window.parent.postMessage("causeway", location.ancestorOrigins?.[0] ?? "*", [theirs]);

	/** What goes wrong in the app's own code is the app's, and the next update comes all the same. */
	function call(callback, value) {
		try {
			callback?.(value);
		} catch (error) {
			reportError(error);
		}
	}

	/**
	 * @param {{ type: string } & Record<string, unknown>} message
	 * @returns {Promise<any>}
	 */
	function ask(message) {
		lastId += 1;
		const id = lastId;
		port.postMessage({ ...message, id });
		return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
	}

	const webxdc = {
		selfAddr: config.selfAddr ?? "",
		selfName: config.selfName ?? "",
		sendUpdateInterval: config.sendUpdateInterval ?? 10_000,
		sendUpdateMaxSize: config.sendUpdateMaxSize ?? 128_000,

		/** @param {object} update */
		sendUpdate(update) {
			const text = JSON.stringify(update);
			if (typeof update !== "object" || update === null || JSON.parse(text).payload === undefined)
				throw new TypeError("webxdc.sendUpdate: an update needs a payload");
			const bytes = new TextEncoder().encode(text).length;
			if (bytes > webxdc.sendUpdateMaxSize)
				throw new RangeError(
					`webxdc.sendUpdate: ${bytes} bytes, and updates have at most ${webxdc.sendUpdateMaxSize} (sendUpdateMaxSize)`,
				);
			port.postMessage({ type: "sendUpdate", update: text });
		},

		/**
		 * @param {(update: object) => void} callback
		 * @param {number} [serial]
		 * @returns {Promise<void>} resolves when all updates that are known now were delivered
		 */
		setUpdateListener(callback, serial = 0) {
			const id = lastId + 1;
			listening = { id, callback };
			return ask({ type: "listen", serial });
		},

		/** Deprecated; apps of before 2022 use it. */
		async getAllUpdates() {
			return (await ask({ type: "all" })).map((update) => JSON.parse(update));
		},

		/** @param {{ text?: string, file?: { name: string, blob?: Blob, base64?: string, plainText?: string } }} message */
		async sendToChat(message) {
			const { text, file } = message ?? {};
			if (!text && !file) throw new TypeError("webxdc.sendToChat: neither text nor file");
			await ask({ type: "sendToChat", text, file: file && fileOf(file) });
		},

		/** @param {{ extensions?: string[], mimeTypes?: string[], multiple?: boolean }} [filter] */
		async importFiles(filter = {}) {
			const { extensions, mimeTypes, multiple } = filter;
			return ask({ type: "importFiles", extensions, mimeTypes, multiple: Boolean(multiple) });
		},

		joinRealtimeChannel() {
			if (channel) throw new Error("webxdc.joinRealtimeChannel: already joined, leave() first");
			channel = {};
			const own = channel;
			port.postMessage({ type: "joinRealtime" });
			const mustBeIn = () => {
				if (channel !== own) throw new Error("webxdc: this realtime channel was left");
			};
			return {
				/** @param {(data: Uint8Array) => void} listener */
				setListener(listener) {
					mustBeIn();
					own.listener = listener;
				},
				/** @param {Uint8Array} data */
				send(data) {
					mustBeIn();
					if (!(data instanceof Uint8Array)) throw new TypeError("webxdc: realtime data is an Uint8Array");
					if (data.length > REALTIME_MAX)
						throw new RangeError(
							`webxdc: ${data.length} bytes of realtime data, and ${REALTIME_MAX} are possible`,
						);
					port.postMessage({ type: "realtime", data: data.slice().buffer });
				},
				leave() {
					if (channel !== own) return;
					channel = undefined;
					port.postMessage({ type: "leaveRealtime" });
				},
			};
		},
	};
	// Some hosts have none, and apps look whether it is there (webxdc, joinRealtimeChannel): `causeway app dev` can be one.
	if (config.realtime === false) Reflect.deleteProperty(webxdc, "joinRealtimeChannel");
	if (config.tellsErrors) tellErrors();
	window.webxdc = webxdc;

	/** What goes wrong in the app, for who makes it: `causeway app dev` shows it. No chat asks for it. */
	function tellErrors() {
		const tell = (what) => port.postMessage({ type: "wrong", what: String(what).slice(0, 500) });
		const inFile = ({ filename, lineno }) =>
			filename ? ` (${URL.parse(filename)?.pathname}:${lineno})` : "";
		const unloaded = ({ src, href }) => `cannot be loaded: ${src ?? href}`;
		// What an element could not load is told to the element alone, and seen on the way down to it.
		const seen = (event) => tell(event.message ? event.message + inFile(event) : unloaded(event.target));
		addEventListener("error", seen, true);
		addEventListener("unhandledrejection", ({ reason }) => tell(reason));
		const refused = ({ effectiveDirective, blockedURI }) =>
			tell(`refused by ${effectiveDirective}: ${blockedURI}`);
		document.addEventListener("securitypolicyviolation", refused);
	}

	/** The file that an app hands over in one of three ways. */
	function fileOf({ name, blob, base64, plainText }) {
		if (typeof name !== "string" || name === "")
			throw new TypeError("webxdc.sendToChat: a file needs a name");
		const given = [blob, base64, plainText].filter((one) => one !== undefined);
		if (given.length !== 1)
			throw new TypeError("webxdc.sendToChat: a file is one of blob, base64 and plainText");
		if (blob !== undefined) return { name, blob };
		if (plainText !== undefined) return { name, blob: new Blob([plainText], { type: "text/plain" }) };
		return { name, blob: new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]) };
	}

	/** `window.webxdc` of the app's page around this one. */
	function outerWebxdc() {
		try {
			return window.parent === window ? undefined : window.parent.webxdc;
		} catch {
			// The web app: another origin.
			return undefined;
		}
	}

	/**
	 * Where a link leads that the frame does not follow.
	 * @param {string} href
	 */
	function follow(href) {
		const url = new URL(href, document.baseURI);
		if (url.origin === location.origin) location.assign(url);
		else if (!["javascript:", "data:", "blob:"].includes(url.protocol))
			port.postMessage({ type: "link", href: url.href });
	}

	// Links to elsewhere go to the web app, which shows where they lead; those with a target stay in this frame.
	document.addEventListener("click", (event) => {
		const link = event.composedPath().find((one) => one instanceof HTMLAnchorElement && one.href);
		if (!link || event.defaultPrevented || link.hasAttribute("download")) return;
		const isLocal = link.origin === location.origin;
		const staysHere = isLocal && ["", "_self", "_top", "_parent"].includes(link.target);
		const isOwn = ["javascript:", "data:", "blob:"].includes(link.protocol);
		if (isOwn || (staysHere && link.target !== "_top" && link.target !== "_parent")) return;
		event.preventDefault();
		follow(link.href);
	});
	window.open = (href) => {
		if (href) follow(String(href));
		return null;
	};
})();
