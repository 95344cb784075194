// What listens for somebody who must not get out: TCP (HTTP), UDP, and names that are looked up (the browser's own log).
import { createSocket } from "node:dgram";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { disabledFeatures } from "./browser.mjs";
import { chromiumProgram } from "./places.mjs";

/** The end of names that nobody may look up. */
export const names = "canary.test";

/** Ports that tell who came. */
export class Canaries {
	/** First lines that came by TCP; a connection that said nothing is "". @type {string[]} */
	tcp = [];
	/** Packets that came by UDP. */
	udp = 0;
	#server = createServer((socket) => {
		const at = this.tcp.push("") - 1;
		socket.once("data", (data) => {
			this.tcp[at] = (data.toString("latin1").split("\r\n")[0] ?? "").slice(0, 80);
			// Closed, so that the next request is a connection again.
			socket.end(
				"HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\nconnection: close\r\ncontent-length: 2\r\n\r\nhi",
			);
		});
		socket.on("error", () => undefined);
	});
	#socket = createSocket("udp4");

	async listen() {
		this.#socket.on("message", () => {
			this.udp += 1;
		});
		await new Promise((resolve) => this.#server.listen(0, "127.0.0.1", () => resolve(undefined)));
		await new Promise((resolve) => this.#socket.bind(0, "127.0.0.1", () => resolve(undefined)));
		return this;
	}

	/** What the escape app is told. @param {string} server the web app's own address */
	targets(server) {
		const { port } = /** @type {import("node:net").AddressInfo} */ (this.#server.address());
		const http = `http://127.0.0.1:${port}`;
		return { http, ws: http.replace("http", "ws"), udp: this.#socket.address().port, names, server };
	}

	close() {
		this.#server.close();
		this.#socket.close();
	}
}

/**
 * A browser that writes down what it does on the network. It has a profile: pages without one look up no name ahead, and the
 * ear for that would be deaf.
 * @returns {Promise<{ context: import("playwright-core").BrowserContext, lookedUp: () => Promise<string[]>, close: () => Promise<void> }>}
 * `lookedUp` closes it, and tells the names of canaries for which it looked
 */
export async function loggingBrowser() {
	const folder = await mkdtemp(join(tmpdir(), "causeway-netlog-"));
	const file = join(folder, "log.json");
	const context = await chromium.launchPersistentContext(join(folder, "profile"), {
		executablePath: chromiumProgram,
		headless: true,
		// With it no name is looked up ahead, and no connection made, of any page.
		ignoreDefaultArgs: ["--disable-background-networking"],
		args: [
			disabledFeatures,
			"--no-sandbox",
			"--disable-gpu",
			"--no-first-run",
			"--disable-component-update",
			"--disable-sync",
			`--log-net-log=${file}`,
			"--net-log-capture-mode=Everything",
		],
	});
	const lookedUp = async () => {
		await context.close();
		const log = await readFile(file, "utf8");
		return [...new Set(log.match(/leak-[\w-]+\.canary\.test/g) ?? [])];
	};
	const close = async () => {
		await context.close();
		await rm(folder, { recursive: true, force: true, maxRetries: 5 });
	};
	return { context, lookedUp, close };
}
