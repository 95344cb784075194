// The service worker: keeps the shell for opening offline. Hashed files are immutable: from the cache first.
/// <reference lib="webworker" />
export {};

const worker = self as unknown as ServiceWorkerGlobalScope;

const shell = "shell-v1";
const assets = "assets-v1";

worker.addEventListener("install", (event) => {
	event.waitUntil(
		caches
			.open(shell)
			.then((cache) => cache.add(new Request("/", { cache: "reload" })))
			.then(() => worker.skipWaiting()),
	);
});

worker.addEventListener("activate", (event) => {
	event.waitUntil(worker.clients.claim());
});

worker.addEventListener("fetch", (event) => {
	const { request } = event;
	const url = new URL(request.url);
	if (request.method !== "GET" || url.origin !== worker.location.origin) return;
	if (url.pathname.startsWith("/_") || url.pathname.startsWith("/.well-known")) return;
	if (request.mode === "navigate") event.respondWith(page());
	else if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request));
});

/** The page from the network while it answers soon, else from the cache. */
async function page(): Promise<Response> {
	const cache = await caches.open(shell);
	try {
		const fresh = await fetch("/", { signal: AbortSignal.timeout(3000) });
		if (fresh.ok && fresh.headers.get("content-type")?.startsWith("text/html")) {
			await cache.put("/", fresh.clone());
			return fresh;
		}
	} catch {
		// Offline or too slow.
	}
	return (await cache.match("/")) ?? Response.error();
}

async function asset(request: Request): Promise<Response> {
	const cache = await caches.open(assets);
	const kept = await cache.match(request);
	if (kept) return kept;
	const fresh = await fetch(request);
	if (fresh.ok) await cache.put(request, fresh.clone());
	return fresh;
}
