// The frames in which pages of mini-apps stand.

/** What such a page may do. Its own origin is not ours, so it may have storage; it opens no windows and leads nowhere. */
const sandbox = [
	"allow-scripts",
	"allow-same-origin",
	"allow-forms",
	"allow-modals",
	"allow-downloads",
	"allow-pointer-lock",
].join(" ");

/**
 * Pages that come without a policy that is as strict (a proxy's own error page, say) are refused by the browser, in the
 * frame and in the frames within (CSP Embedded Enforcement, Chromium). The server's own set is stricter.
 */
const leastPolicy = "object-src 'none'; base-uri 'none'; form-action 'none'";

/** Shuts a frame in before it gets an address. */
export function shutIn(frame: HTMLIFrameElement): HTMLIFrameElement {
	frame.setAttribute("sandbox", sandbox);
	frame.setAttribute("csp", leastPolicy);
	frame.referrerPolicy = "no-referrer";
	return frame;
}

/** Opens one of the server's pages at an origin of mini-apps, unseen, and hears what it says until `done` says so. */
export async function unseen<T>(
	origin: string,
	path: string,
	patienceMs: number,
	done: (word: unknown) => T | undefined,
): Promise<T | undefined> {
	const frame = shutIn(document.createElement("iframe"));
	frame.hidden = true;
	frame.src = origin + path;
	const { promise, resolve } = Promise.withResolvers<T | undefined>();
	const hear = (event: MessageEvent): void => {
		if (event.source !== frame.contentWindow || event.origin !== origin) return;
		const told = done(event.data);
		if (told !== undefined) resolve(told);
	};
	addEventListener("message", hear);
	const timer = setTimeout(() => resolve(undefined), patienceMs);
	document.body.append(frame);
	try {
		return await promise;
	} finally {
		removeEventListener("message", hear);
		clearTimeout(timer);
		frame.remove();
	}
}
