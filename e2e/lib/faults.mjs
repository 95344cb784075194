// A bad road between browser and server: a proxy that can be slow, answer what no homeserver would, or be gone.
import { request as ask, createServer } from "node:http";
import { freePort } from "./server.mjs";

/**
 * What happens to a request: "pass", "gone" (the connection breaks), "lost" (it breaks
 * when the server has done it), "html" (some box on the way answers a page), a
 * status of 400 and more, or milliseconds of delay by `{ slow }`.
 * @typedef {"pass" | "gone" | "lost" | "html" | number | {slow: number}} Fault
 */

/** The road. */
export class Road {
	/** Decides about each request. @type {(method: string, path: string) => Fault} */
	rule = () => "pass";
	/** How many requests met a fault. */
	met = 0;

	/** @param {import("./server.mjs").Server} server @param {number} port */
	constructor(server, port) {
		this.url = `http://127.0.0.1:${port}`;
		this.to = server;
		this.proxy = createServer((asked, answer) => this.#meet(asked, answer));
	}

	/** @param {import("./server.mjs").Server} server */
	static async to(server) {
		const port = await freePort();
		const road = new Road(server, port);
		await new Promise((resolve) => road.proxy.listen(port, "127.0.0.1", () => resolve(undefined)));
		return road;
	}

	/** The app itself still comes through; everything that it asks the server meets the fault. @param {Fault} fault */
	allMatrix(fault) {
		this.rule = (_method, path) => (path.startsWith("/_") ? fault : "pass");
		// Long polls that hang at the server would not notice.
		this.proxy.closeAllConnections();
	}

	clear() {
		this.rule = () => "pass";
	}

	async close() {
		this.proxy.closeAllConnections();
		await new Promise((resolve) => this.proxy.close(resolve));
	}

	/** @param {import("node:http").IncomingMessage} asked @param {import("node:http").ServerResponse} answer */
	#meet(asked, answer) {
		const fault = this.rule(asked.method ?? "", asked.url ?? "");
		if (fault === "pass") return this.#pass(asked, answer);
		this.met += 1;
		if (fault === "gone") return void asked.socket.destroy();
		if (fault === "lost") return this.#pass(asked, answer, () => asked.socket.destroy());
		if (fault === "html") {
			return void answer.writeHead(200, { "content-type": "text/html" }).end("<h1>Welcome to our WiFi</h1>");
		}
		if (typeof fault === "object") return void setTimeout(() => this.#pass(asked, answer), fault.slow);
		const limited = { errcode: "M_LIMIT_EXCEEDED", error: "Too many requests", retry_after_ms: 1500 };
		const body = fault === 429 ? JSON.stringify(limited) : "<html>Bad gateway</html>";
		const type = fault === 429 ? "application/json" : "text/html";
		answer.writeHead(fault, { "content-type": type, "retry-after": "2" }).end(body);
	}

	/** @param {import("node:http").IncomingMessage} asked @param {import("node:http").ServerResponse} answer @param {() => void} [instead] of the answer */
	#pass(asked, answer, instead) {
		const { method, url, headers } = asked;
		const onward = ask(this.to.url + url, { method, headers }, (got) => {
			if (instead) return instead();
			answer.writeHead(got.statusCode ?? 502, got.headers);
			got.pipe(answer);
		});
		onward.on("error", () => asked.socket.destroy());
		if (!instead) answer.on("close", () => onward.destroy());
		asked.pipe(onward);
	}
}
