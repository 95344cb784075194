// Serves a mini-app's files from its origin's own cache, where boot.js put them: the server never sees them. Every answer is
// made here, with the headers that the server wrote above (HEADERS); so is webxdc.js (WEBXDC), whatever the app's file has.
// It has no state: the browser ends and starts it as it likes.

const FILES = "files";
const OURS = "causeway";
const CONFIG = "/-/config";
/** What starts the app while the server is away. */
const BOOT = ["/-/boot", "/-/boot.js"];

/** What the endings of files mean. @type {Record<string, string>} */
const KINDS = {
	html: "text/html; charset=utf-8",
	htm: "text/html; charset=utf-8",
	js: "text/javascript; charset=utf-8",
	mjs: "text/javascript; charset=utf-8",
	css: "text/css; charset=utf-8",
	json: "application/json",
	map: "application/json",
	webmanifest: "application/manifest+json",
	txt: "text/plain; charset=utf-8",
	md: "text/plain; charset=utf-8",
	toml: "text/plain; charset=utf-8",
	csv: "text/csv; charset=utf-8",
	xml: "text/xml; charset=utf-8",
	wasm: "application/wasm",
	svg: "image/svg+xml",
	png: "image/png",
	jpg: "image/jpeg",
	jpeg: "image/jpeg",
	gif: "image/gif",
	webp: "image/webp",
	avif: "image/avif",
	bmp: "image/bmp",
	ico: "image/x-icon",
	mp3: "audio/mpeg",
	ogg: "audio/ogg",
	oga: "audio/ogg",
	opus: "audio/ogg",
	wav: "audio/wav",
	m4a: "audio/mp4",
	flac: "audio/flac",
	webm: "video/webm",
	mp4: "video/mp4",
	woff: "font/woff",
	woff2: "font/woff2",
	ttf: "font/ttf",
	otf: "font/otf",
};
const BYTES = "application/octet-stream";
/** What may be a page. Browsers open PDF in a viewer of theirs, which obeys no policy (Cure53 XDC-01-005). */
const PAGES = /^(text\/(html|plain)|image\/(png|jpeg|gif|webp|avif)|audio\/|video\/|application\/json)/;
/** Where an answer becomes a page of its own. */
const FRAMES = ["iframe", "frame", "object", "embed", "document"];

self.addEventListener("install", (event) => event.waitUntil(keepBoot().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
	event.respondWith(answer(event.request).catch(() => refusal(500, "This file cannot be read.")));
});

async function keepBoot() {
	const cache = await caches.open(OURS);
	await Promise.all(
		BOOT.map(async (path) => {
			const response = await fetch(path, { cache: "no-store" });
			if (!response.ok) throw new Error(`${path}: ${response.status}`);
			await cache.put(path, response);
		}),
	);
}

/** @param {Request} request */
async function answer(request) {
	const url = new URL(request.url);
	if (url.origin !== location.origin) return Response.error();
	// In a tab of its own nothing would keep it from going elsewhere.
	if (request.destination === "document")
		return refusal(403, "A mini-app runs in its chat. Open the chat to use it.");
	if (request.method !== "GET" && request.method !== "HEAD")
		return refusal(405, "Files of mini-apps are read, no more.");
	const name = nameOf(url.pathname);
	if (name === undefined) return refusal(404, "There is no such file.");
	if (name.startsWith("-/")) return ofServer(url.pathname);
	if (name === "webxdc.js") return script();
	return file(request, name);
}

/**
 * The name of the file that a path asks for.
 * @param {string} path
 */
function nameOf(path) {
	try {
		const name = path.split("/").slice(1).map(decodeURIComponent).join("/");
		return name === "" || name.endsWith("/") ? `${name}index.html` : name;
	} catch {
		return undefined;
	}
}

/**
 * Pages of the server's, which start the app and delete it.
 * @param {string} path
 */
async function ofServer(path) {
	try {
		const response = await fetch(path, { cache: "no-store" });
		const { status } = response;
		return dressed(await response.blob(), response.headers.get("content-type") ?? BYTES, { status });
	} catch {
		const cache = await caches.open(OURS);
		const kept = BOOT.includes(path) ? await cache.match(path) : undefined;
		if (!kept) return Response.error();
		return dressed(await kept.blob(), path.endsWith(".js") ? KINDS.js : KINDS.html);
	}
}

/** The interface of webxdc, for this app and person. */
async function script() {
	const cache = await caches.open(OURS);
	const kept = await cache.match(CONFIG);
	const config = kept ? JSON.stringify(JSON.parse(await kept.text())) : "{}";
	return dressed(
		WEBXDC.replace("/* CONFIG */ {}", () => config),
		KINDS.js,
	);
}

/**
 * A file of the app.
 * @param {Request} request
 * @param {string} name
 */
async function file(request, name) {
	const cache = await caches.open(FILES);
	const found = await cache.match(`/${name.split("/").map(encodeURIComponent).join("/")}`);
	if (!found) return refusal(404, "There is no such file in this mini-app.");
	const blob = await found.blob();
	const kind = kindOf(name, request);
	const range = rangeOf(request, blob.size);
	if (range === undefined) return dressed(blob, kind, { headers: { "accept-ranges": "bytes" } });
	const [from, to] = range;
	const headers = { "content-range": `bytes ${from}-${to}/${blob.size}`, "accept-ranges": "bytes" };
	return dressed(blob.slice(from, to + 1), kind, { status: 206, headers });
}

/**
 * @param {string} name
 * @param {Request} request
 */
function kindOf(name, request) {
	const ending = /\.([^./]+)$/.exec(name.toLowerCase())?.[1] ?? "";
	const kind = Object.hasOwn(KINDS, ending) ? KINDS[ending] : BYTES;
	const isPage = request.mode === "navigate" || FRAMES.includes(request.destination);
	return isPage && !PAGES.test(kind) ? BYTES : kind;
}

/**
 * The first and last byte that a player asks for (RFC 9110 §14.2).
 * @param {Request} request
 * @param {number} size
 */
function rangeOf(request, size) {
	const asked = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("range") ?? "");
	if (!asked || size === 0) return undefined;
	const [, first, last] = asked;
	if (first === "") return last === "" ? undefined : [Math.max(0, size - Number(last)), size - 1];
	const from = Number(first);
	const to = last === "" ? size - 1 : Math.min(Number(last), size - 1);
	return from <= to ? [from, to] : undefined;
}

/**
 * @param {Blob | string} body
 * @param {string} kind
 * @param {{ status?: number, headers?: Record<string, string> }} [more]
 */
function dressed(body, kind, { status = 200, headers = {} } = {}) {
	return new Response(body, { status, headers: { ...headers, ...HEADERS, "content-type": kind } });
}

/**
 * @param {number} status
 * @param {string} why
 */
const refusal = (status, why) => dressed(`${why}\n`, KINDS.txt, { status });
