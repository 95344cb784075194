// A service worker that would answer without any policy.
self.addEventListener("fetch", (event) =>
	event.respondWith(new Response("free", { headers: { "content-type": "text/html" } })),
);
