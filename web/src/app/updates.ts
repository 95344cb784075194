// The service worker and its updates: a new version is offered, never forced on somebody who is typing.
import { trustedScript } from "@/lib/trusted";

let waiting: ServiceWorker | null = null;
const listeners = new Set<() => void>();

function offer(found: ServiceWorker | null): void {
	if (!found) return;
	waiting = found;
	for (const listener of listeners) listener();
}

/** Whether a new version is ready. */
export const isUpdateReady = (): boolean => waiting !== null;

/** Calls back when one is; returns how to stop. */
export function onUpdate(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** Lets the new version in and reloads the page by it. What was typed is kept as a draft, what waits is in the outbox. */
export function takeUpdate(): void {
	navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
	waiting?.postMessage("activate");
}

/** How often a page that stays open looks for a new version. */
const everyMs = 60 * 60_000;

/** Registers the service worker. After the load: the app is stored for the next visit, not for this one. */
export async function register(): Promise<void> {
	const registration = await navigator.serviceWorker.register(trustedScript("/sw.js"));
	// Without a controller it is the very first version that is installed: nothing to reload.
	if (navigator.serviceWorker.controller) offer(registration.waiting);
	registration.addEventListener("updatefound", () => {
		const coming = registration.installing;
		coming?.addEventListener("statechange", () => {
			if (coming.state === "installed" && navigator.serviceWorker.controller) offer(coming);
		});
	});
	let asked = Date.now();
	document.addEventListener("visibilitychange", () => {
		if (document.visibilityState !== "visible" || Date.now() - asked < everyMs) return;
		asked = Date.now();
		void registration.update().catch(() => undefined);
	});
	setInterval(() => void registration.update().catch(() => undefined), everyMs);
}

/** Tells the service worker that somebody is signed in: from now on the whole app is kept. */
export async function keepWholeApp(): Promise<void> {
	if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
	const { active } = await navigator.serviceWorker.ready;
	active?.postMessage("inside");
}
