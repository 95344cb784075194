// The web clients that are measured, and how each of them is used.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

/** @typedef {import("../../e2e/lib/browser.mjs").Page} Page */

/**
 * A client.
 * @typedef {object} App
 * @property {string} name
 * @property {string} url where it is opened
 * @property {string} home the path that shows the rooms
 * @property {string} live what is there when the client has its rooms, as a selector
 * @property {string} door what can be pressed first when nobody is signed in, as a selector
 * @property {(page: Page, user: string, password: string) => Promise<void>} signIn until rooms can be seen
 * @property {string} messages where messages are looked for, as a selector
 * @property {(page: Page) => import("../../e2e/lib/browser.mjs").Locator} composer
 * @property {() => void} close
 */

/** Ours, served by the server itself. @param {import("../../e2e/lib/server.mjs").Server} server @returns {App} */
export function causeway(server) {
	return {
		name: "Causeway",
		url: server.url,
		home: "/chat",
		// While it starts the app shows the list of last time; the navigation's links come with the client.
		live: 'body:has(nav a[href="/chat"]) a:has-text("Room ")',
		door: 'button[type="submit"]',
		messages: "article",
		composer: (page) => page.getByLabel("Message", { exact: true }),
		close: () => undefined,
		signIn: async (page, user, password) => {
			await page.goto(`${server.url}/sign-in`);
			await page.getByLabel("Name", { exact: true }).fill(user);
			await page.getByLabel("Password", { exact: true }).fill(password);
			await page.getByRole("button", { name: "Sign in", exact: true }).click();
			await page.getByRole("heading", { name: "Chats", exact: true }).waitFor();
		},
	};
}

/**
 * Cinny, built from its sources (`bench/web/cinny.sh`), served as well as ours is: compressed before, hashed files
 * immutable, each path of the app its page.
 * @param {string} dist @param {import("../../e2e/lib/server.mjs").Server} server @param {string} version @returns {Promise<App>}
 */
export async function cinny(dist, server, version) {
	const host = await serve(dist, {
		"/config.json": JSON.stringify({
			defaultHomeserver: 0,
			homeserverList: [server.url],
			allowCustomHomeservers: true,
		}),
	});
	return {
		name: `Cinny ${version}`,
		url: host.url,
		home: "/home/",
		live: 'a:has-text("Room ")',
		door: 'button[type="submit"]',
		messages: "[data-message-item], [data-message-id]",
		composer: (page) => page.locator('[data-slate-editor="true"]').first(),
		close: host.close,
		signIn: async (page, user, password) => {
			await page.goto(`${host.url}/login/`);
			await page.locator('input[name="usernameInput"]').fill(user);
			await page.locator('input[name="passwordInput"]').fill(password);
			await page.locator('button[type="submit"]').click();
			await page.waitForURL((url) => !url.pathname.startsWith("/login"), { timeout: 90_000 });
			await page.goto(`${host.url}/home/`);
			await page.getByText("Room 0").first().waitFor({ timeout: 90_000 });
		},
	};
}

/** @type {Record<string, string>} */
const types = {
	".html": "text/html",
	".js": "text/javascript",
	".css": "text/css",
	".json": "application/json",
	".wasm": "application/wasm",
	".svg": "image/svg+xml",
	".png": "image/png",
	".woff2": "font/woff2",
	".ogg": "audio/ogg",
};

/** Pictures and fonts are small already, and sounds cannot be played compressed. @param {string} path */
const isPacked = (path) => /\.(html|js|css|json|wasm|svg)$/.test(path);

/**
 * Which file answers a path, by the rules that Cinny's own nginx.conf has: its Olm is looked for beside whatever page is
 * open, and a path of the app may look like a file, as the server's address is in it.
 * @param {string} folder @param {string} asked @param {Record<string, string>} own
 */
function fileFor(folder, asked, own) {
	if (asked.endsWith("/olm.wasm")) return "/olm.wasm";
	return extname(asked) && (own[asked] || existsSync(join(folder, asked))) ? asked : "/index.html";
}

/** A folder of files. @param {string} folder @param {Record<string, string>} own files that are other ones here */
function serve(folder, own) {
	/** @type {Map<string, Buffer>} */
	const packed = new Map();
	const read = (/** @type {string} */ path) => {
		let body = packed.get(path);
		if (!body) {
			const plain = Buffer.from(own[path] ?? readFileSync(join(folder, path)));
			const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
			body = isPacked(path) ? brotliCompressSync(plain, quality) : plain;
			packed.set(path, body);
		}
		return body;
	};
	// Before anything is measured, as ours is compressed when it is built.
	read("/index.html");
	for (const name of readdirSync(join(folder, "assets"))) read(`/assets/${name}`);
	const server = createServer((request, answer) => {
		const asked = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
		const path = fileFor(folder, asked, own);
		try {
			const body = read(path);
			answer.writeHead(200, {
				"content-type": types[extname(path)] ?? "application/octet-stream",
				...(isPacked(path) ? { "content-encoding": "br" } : {}),
				"content-length": body.length,
				"cache-control": path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
			});
			answer.end(body);
		} catch {
			answer.writeHead(404).end();
		}
	});
	return new Promise((resolve) => {
		server.listen(0, "127.0.0.1", () => {
			const address = server.address();
			const port = typeof address === "object" ? address?.port : 0;
			const close = () => {
				server.close();
				server.closeAllConnections();
			};
			resolve({ url: `http://127.0.0.1:${port}`, close });
		});
	});
}
