// The service worker: keeps the whole app for opening offline and at once. The page of a version is shown until the
// person (or the closing of all pages) lets the next one in, so that no page ever misses a part of its own version.
/// <reference lib="webworker" />
import { asksForFilm, film } from "./swFilm";
import { announce, type PushPayload, pathOf, readRow } from "./swPush";

const worker = self as unknown as ServiceWorkerGlobalScope;

/** The files of this build; scripts/precache.ts writes it in. */
declare const __CAUSEWAY_BUILD__: { version: string; entry: string[]; inside: string[] };
const build = __CAUSEWAY_BUILD__;

/** Of this version alone: the page and what has no hash in its name. */
const shell = `shell-${build.version}`;
/** Hashed files of all versions: what did not change is not loaded again (the 8 MB of crypto above all). */
const assets = "assets";
/** Its presence says that somebody is signed in here: then all files are kept, not only those of the door. */
const insideMark = "/inside";
const unhashed = ["/", "/manifest.webmanifest", "/icon.svg", "/icon-192.png"];

worker.addEventListener("install", (event) => {
	event.waitUntil(install());
});

async function install(): Promise<void> {
	const cache = await caches.open(shell);
	await cache.addAll(unhashed.map((path) => new Request(path, { cache: "reload" })));
	const inside = await (await caches.open(assets)).match(insideMark);
	await keep(inside ? [...build.entry, ...build.inside] : build.entry);
}

/** Loads what is not there yet; a few at a time, so that the page's own requests come first. */
async function keep(paths: string[]): Promise<void> {
	const cache = await caches.open(assets);
	const missing: string[] = [];
	for (const path of paths) if (!(await cache.match(path))) missing.push(path);
	while (missing.length > 0) await cache.addAll(missing.splice(0, 4));
}

worker.addEventListener("activate", (event) => {
	event.waitUntil(forgetOld().then(() => worker.clients.claim()));
});

async function forgetOld(): Promise<void> {
	for (const name of await caches.keys()) if (name !== shell && name !== assets) await caches.delete(name);
	const cache = await caches.open(assets);
	const ours = new Set([...build.entry, ...build.inside, insideMark]);
	for (const request of await cache.keys())
		if (!ours.has(new URL(request.url).pathname)) await cache.delete(request);
}

worker.addEventListener("message", (event) => {
	// The person accepted the new version.
	if (event.data === "activate") void worker.skipWaiting();
	if (event.data === "inside") event.waitUntil(keepInside());
});

async function keepInside(): Promise<void> {
	await (await caches.open(assets)).put(insideMark, new Response(""));
	await keep([...build.entry, ...build.inside]).catch(() => undefined);
}

worker.addEventListener("fetch", (event) => {
	const { request } = event;
	const url = new URL(request.url);
	if (request.method !== "GET" || url.origin !== worker.location.origin) return;
	if (asksForFilm(request, url.pathname)) event.respondWith(film(request, url.pathname));
	if (url.pathname.startsWith("/_") || url.pathname.startsWith("/.well-known")) return;
	if (request.mode === "navigate") event.respondWith(kept(shell, "/", request));
	else if (url.pathname.startsWith("/assets/")) event.respondWith(kept(assets, request, request));
	else if (unhashed.includes(url.pathname)) event.respondWith(kept(shell, url.pathname, request));
});

/** From the cache, else from the network; a hashed file that comes from there is kept. */
async function kept(name: string, key: RequestInfo, request: Request): Promise<Response> {
	const cache = await caches.open(name);
	const found = await cache.match(key);
	if (found) return found;
	const fresh = await fetch(request);
	if (fresh.ok && name === assets) void cache.put(request, fresh.clone()).catch(() => undefined);
	return fresh;
}

worker.addEventListener("push", (event) => {
	event.waitUntil(pushed(event.data));
});

async function pushed(data: PushMessageData | null): Promise<void> {
	const windows = await worker.clients.matchAll({ type: "window" });
	// Somebody is looking: the page itself says what is new.
	if (windows.some((one) => one.focused)) return;
	const { title, options, unread } = await announce(payloadOf(data), readRow, new Date());
	if (unread !== undefined) await worker.navigator.setAppBadge?.(unread).catch(() => undefined);
	await worker.registration.showNotification(title, options);
}

function payloadOf(data: PushMessageData | null): PushPayload {
	try {
		return (data?.json() as PushPayload | null) ?? {};
	} catch {
		// Not ours: still something has to be shown.
		return {};
	}
}

worker.addEventListener("notificationclick", (event) => {
	event.notification.close();
	event.waitUntil(show(pathOf(event.notification.data)));
});

/** Opens a place in a page that is there, or in a new one. */
async function show(path: string): Promise<void> {
	const [open] = await worker.clients.matchAll({ type: "window" });
	if (!open) {
		await worker.clients.openWindow(path);
		return;
	}
	open.postMessage({ open: path });
	await open.focus().catch(() => undefined);
}
