// The first page at a mini-app's origin: takes the app's files from the web app, in whose frame it stands, keeps them in
// this origin's cache, and goes to the app. From then on the service worker (sw.js) answers.
//
// The web app says, over the port that it is handed: {digest, config}, and {files} when asked for them.

/** @typedef {{ digest: string, start: string, config: object }} Start */
/** @typedef {{ name: string, bytes: ArrayBuffer }} File */

const FILES = "files";
const OURS = "causeway";
const CONFIG = "/-/config";

const { port1: port, port2: theirs } = new MessageChannel();

/** @returns {Promise<any>} the next message of the web app */
const next = () =>
	new Promise((resolve) => port.addEventListener("message", (event) => resolve(event.data), { once: true }));

/**
 * Whether the cache has all files of the archive with this digest. (The app may have written to it: then it has changed
 * its own files, as it may.)
 * @param {string} digest
 */
async function has(digest) {
	const cache = await caches.open(OURS);
	const kept = await cache.match("/-/digest");
	return (await kept?.text()) === digest;
}

/**
 * @param {string} digest
 * @param {File[]} files
 */
async function keep(digest, files) {
	const ours = await caches.open(OURS);
	// First: what is cut off here is not taken for whole at the next start.
	await ours.delete("/-/digest");
	await caches.delete(FILES);
	const cache = await caches.open(FILES);
	await Promise.all(files.map(({ name, bytes }) => cache.put(address(name), new Response(bytes))));
	await ours.put("/-/digest", new Response(digest));
}

/**
 * Where a file of the app is.
 * @param {string} name
 */
const address = (name) => `/${name.split("/").map(encodeURIComponent).join("/")}`;

/** The service worker, running. */
async function worker() {
	const registration = await navigator.serviceWorker.register("/sw.js", {
		scope: "/",
		updateViaCache: "none",
	});
	await navigator.serviceWorker.ready;
	return registration;
}

async function boot() {
	// Only pages of the web app may have this one in a frame (frame-ancestors), and nothing is told yet.
	const asked = next();
	port.start();
	window.parent.postMessage("causeway", location.ancestorOrigins?.[0] ?? "*", [theirs]);
	const /** @type {Start} */ { digest, start, config } = await asked;
	/** @type {File[] | undefined} */
	let files;
	if (!(await has(digest))) {
		const given = next();
		port.postMessage({ type: "files" });
		({ files } = await given);
	}
	// Not for an app whose files do not come.
	const working = worker();
	if (files) await keep(digest, files);
	const ours = await caches.open(OURS);
	await ours.put(CONFIG, new Response(JSON.stringify(config)));
	await working;
	port.postMessage({ type: "kept" });
	location.replace(start);
}

boot().catch((error) => port.postMessage({ type: "failed", why: String(error) }));
