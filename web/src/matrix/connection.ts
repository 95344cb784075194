// How the server answers, told honestly: every request of the SDK passes here and says how it went.
import { noteServerDate } from "@/lib/clock";

/** What stands between this device and the server. */
export type Connection =
	/** Not known yet: nothing has been answered since the page was opened. */
	| "connecting"
	| "online"
	/** This device has no network. */
	| "offline"
	/** The network is there, the server is not. */
	| "unreachable"
	/** It answers with errors, or with something that is not Matrix (a proxy's page). */
	| "trouble"
	/** It asks to wait (429). */
	| "busy"
	/** An answer takes unusually long. */
	| "slow"
	/** The server does not know this device any more. */
	| "signedOut";

/** A request that has no answer after this time is slow; a long poll has its own time on top. */
const slowMs = 10_000;
/** How long the start waits for the server before what it said last time is used. */
const patienceMs = 1_500;
const versionsKey = "causeway.versions";

let now: Connection =
	typeof navigator !== "undefined" && navigator.onLine === false ? "offline" : "connecting";
const listeners = new Set<() => void>();
let retry: () => void = () => undefined;

/** How the connection is. */
export const connection = (): Connection => now;

/** Calls back after each change; returns how to stop. */
export function subscribeConnection(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** Tries again at once, instead of when the time of the next try has come. */
export const retryNow = (): void => retry();

/** Says how to try again; the client does. */
export function onRetry(run: () => void): void {
	retry = run;
}

function set(next: Connection): void {
	if (now === next || now === "signedOut") return;
	now = next;
	for (const listener of listeners) listener();
}

/** Watches the device's network; once per page. */
export function watchNetwork(): void {
	addEventListener("offline", () => set("offline"));
	addEventListener("online", () => {
		set("connecting");
		retryNow();
	});
}

/** What an answer says about the connection. */
export function meaningOf(status: number, contentType: string | null, errcode: string | null): Connection {
	if (status === 401 && errcode === "M_UNKNOWN_TOKEN") return "signedOut";
	if (status === 429) return "busy";
	if (status >= 500) return "trouble";
	if (status === 200 && !contentType?.startsWith("application/json")) return "trouble";
	return "online";
}

/** Whether it is the request that stays open until something happens. */
export const isSync = (url: URL): boolean => url.pathname.endsWith("/sync");
const isVersions = (url: URL): boolean => url.pathname === "/_matrix/client/versions";

/** Where a request goes. */
export const urlOf = (input: RequestInfo | URL): URL =>
	new URL(typeof input === "string" || input instanceof URL ? input : input.url, location.href);

/** `fetch` for the SDK. */
export const watchedFetch: typeof fetch = async (input, init) => {
	const url = urlOf(input);
	if (isVersions(url) && !started) return versions(input, init);
	if (!ofCrypto.test(url.pathname)) return watched(url, input, init);
	try {
		return await watched(url, input, init);
	} catch (error) {
		if (init?.signal?.aborted || !(await comesBack())) throw error;
		return watched(url, input, init);
	}
};

/**
 * The encryption's requests. When they fail the SDK waits longer and longer before it tries again, and whatever is to
 * be encrypted waits with them, long after the server is back: so they wait for the server here instead.
 */
const ofCrypto = /\/(keys\/(query|claim|upload)|sendToDevice\/)/;
const comesBackMs = 120_000;

/** Resolves when the server answers again; to `false` if it does not for long. */
function comesBack(): Promise<boolean> {
	return new Promise((resolve) => {
		const end = (back: boolean) => {
			clearTimeout(late);
			stop();
			resolve(back);
		};
		const late = setTimeout(() => end(false), comesBackMs);
		const stop = subscribeConnection(() => now === "online" && end(true));
	});
}

async function watched(url: URL, input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
	const polls = isSync(url) ? Number(url.searchParams.get("timeout") ?? 0) : 0;
	const slow = setTimeout(() => now !== "offline" && set("slow"), slowMs + polls);
	const asked = Date.now();
	try {
		const response = await fetch(input, init);
		noteServerDate(response.headers.get("date"), asked);
		await note(url, response);
		return response;
	} catch (error) {
		// Stopped by ourselves (another place was opened): that says nothing.
		if (!init?.signal?.aborted) set(navigator.onLine ? "unreachable" : "offline");
		throw error;
	} finally {
		clearTimeout(slow);
	}
}

async function note(url: URL, response: Response): Promise<void> {
	const errcode = response.status === 401 ? await errcodeOf(response.clone()) : null;
	const meaning = meaningOf(response.status, response.headers.get("content-type"), errcode);
	// One request among many may be limited or broken while all else works: only the poll speaks for the whole.
	if ((meaning === "busy" || meaning === "trouble") && !isSync(url) && !isVersions(url)) return;
	set(meaning);
}

async function errcodeOf(response: Response): Promise<string | null> {
	try {
		return ((await response.json()) as { errcode?: string }).errcode ?? null;
	} catch {
		return null;
	}
}

let started = false;

/**
 * The first question of a start, which the SDK waits for. A server that is gone or hangs must not keep the rooms on
 * this device from being shown, so then its answer of last time serves.
 */
async function versions(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
	const kept = localStorage.getItem(versionsKey);
	const url = new URL("/_matrix/client/versions", location.href);
	const asked = watched(url, input, init).then(async (response) => {
		if (response.ok) {
			const text = await response.clone().text();
			if (text.startsWith("{")) localStorage.setItem(versionsKey, text);
			else if (kept) return answer(kept);
		}
		return response.ok || !kept ? response : answer(kept);
	});
	try {
		if (!kept) return await asked;
		const late = new Promise<Response>((resolve) => setTimeout(() => resolve(answer(kept)), patienceMs));
		return await Promise.race([asked.catch(() => answer(kept)), late]);
	} finally {
		started = true;
	}
}

function answer(text: string): Response {
	return new Response(text, { headers: { "Content-Type": "application/json" } });
}
