// What must not happen on any page of any story: errors on the console, refusals of the content security policy,
// exceptions that nobody caught, answers of the server that say that it failed, requests to another origin.

/**
 * Watches a context.
 * @param {import("playwright-core").BrowserContext} context
 * @param {() => string} origin
 * @returns {{complaints: string[], allow: (pattern: RegExp) => void}}
 */
export function watch(context, origin) {
	/** @type {string[]} */
	const complaints = [];
	/** @type {RegExp[]} */
	const allowed = [];
	const complain = (/** @type {string} */ what) => {
		if (!allowed.some((pattern) => pattern.test(what))) complaints.push(what);
	};
	context.on("console", (message) => {
		const text = message.text();
		// Chromium writes a line for every answer that is not 2xx; which of them are wrong is decided below.
		if (message.type() !== "error" || text.startsWith("Failed to load resource")) return;
		complain(`console: ${text.slice(0, 600)}`);
	});
	context.on("weberror", (error) => complain(`exception: ${error.error().stack ?? error.error().message}`));
	context.on("request", (request) => {
		const url = request.url();
		if (/^(data|blob|about|chrome-extension):/.test(url) || new URL(url).origin === origin()) return;
		// A mini-app's own origin, on the same server.
		const { hostname, port } = new URL(url);
		if (hostname.endsWith(".localhost") && port === new URL(origin()).port) return;
		complain(`foreign origin: ${request.method()} ${url}`);
	});
	context.on("response", (answer) => {
		const { pathname } = new URL(answer.url(), origin());
		if (answer.status() >= 500)
			complain(`status ${answer.status()}: ${answer.request().method()} ${pathname}`);
		else if (answer.status() >= 400 && !pathname.startsWith("/_"))
			complain(`status ${answer.status()}: ${pathname}`);
	});
	return { complaints, allow: (pattern) => void allowed.push(pattern) };
}
