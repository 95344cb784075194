// The real server, in a folder of its own, serving the built web app.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Matrix } from "./matrix.mjs";
import { app, program } from "./places.mjs";

/** Longer than a loaded runner needs to start. */
const startLimitMs = 60_000;
/** Lines of the log that a failure shows. */
const tail = 60;

/**
 * @typedef {object} ServerOptions
 * @property {"open" | "token" | "invite" | "closed"} [registration] "open" unless told
 * @property {boolean} [rateLimits] off unless told
 * @property {string[]} [args] more options of `causeway serve`
 * @property {Record<string, string>} [env] more of the environment
 * @property {string} [web] another build of the app
 * @property {boolean} [demo] fills it with the demo community first
 * @property {number} [videos] so many videos of the demo too; none unless told: each takes ffmpeg some seconds
 */

/** A running server. */
export class Server {
	/** Lines of its log, oldest first. @type {string[]} */
	log = [];
	/** @type {import("node:child_process").ChildProcess | null} */
	#process = null;

	/**
	 * @param {string} folder
	 * @param {number} port
	 * @param {ServerOptions} options
	 */
	constructor(folder, port, options) {
		this.folder = folder;
		this.port = port;
		this.options = options;
		this.url = `http://127.0.0.1:${port}`;
		/** The client-server API for what a story needs before it begins. */
		this.matrix = new Matrix(this.url);
	}

	/** @param {ServerOptions} [options] */
	static async start(options = {}) {
		const folder = await mkdtemp(join(tmpdir(), "causeway-e2e-"));
		// The same port again after a restart: a browser's storage belongs to an address.
		const server = new Server(folder, await freePort(), options);
		if (options.demo) await server.run("demo", "--videos", String(options.videos ?? 0));
		await server.up();
		return server;
	}

	/** Starts the process, on the same data and address as before. */
	async up() {
		const { registration = "open", rateLimits = false, args = [], env = {}, web = app } = this.options;
		const given = [
			"serve",
			"--data-dir",
			this.folder,
			"--listen",
			`127.0.0.1:${this.port}`,
			"--public-url",
			this.url,
		];
		given.push("--registration", registration, "--web-dir", web, ...args);
		if (!rateLimits) given.push("--no-rate-limits");
		const child = spawn(program, given, {
			env: { ...process.env, ...env },
			stdio: ["ignore", "pipe", "pipe"],
		});
		this.#process = child;
		this.#keepLog(child.stderr);
		await this.#ready(child);
	}

	/** Whether its process is there. */
	get runs() {
		const child = this.#process;
		return child !== null && child.exitCode === null && child.signalCode === null;
	}

	/** Stops it as the system does (SIGTERM), or as a power cut does. @param {NodeJS.Signals} [signal] */
	async down(signal = "SIGTERM") {
		const child = this.#process;
		this.#process = null;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const ended = new Promise((resolve) => child.once("exit", resolve));
		child.kill(signal);
		// A server that does not stop in time is killed, so that no process is left.
		const patience = setTimeout(() => child.kill("SIGKILL"), 15_000);
		await ended;
		clearTimeout(patience);
	}

	/** `kill -9` and up again. */
	async crash() {
		await this.down("SIGKILL");
		await this.up();
	}

	/** Another command of the program on the same data, e.g. `run("token", "create")`. @param {string[]} words */
	run(...words) {
		return command([...words, "--data-dir", this.folder]);
	}

	/** Stops it for good and forgets its data. */
	async close() {
		await this.down();
		await rm(this.folder, { recursive: true, force: true });
	}

	/** The end of the log. */
	lastWords() {
		return this.log.slice(-tail).join("\n");
	}

	/** @param {import("node:stream").Readable} stream */
	#keepLog(stream) {
		stream.setEncoding("utf8");
		stream.on("data", (text) => {
			this.log.push(...text.split("\n").filter(Boolean));
			if (this.log.length > 5000) this.log.splice(0, 1000);
		});
	}

	/** @param {import("node:child_process").ChildProcess} child */
	#ready(child) {
		return new Promise((resolve, reject) => {
			const failed = (/** @type {string} */ why) => reject(new Error(`causeway ${why}\n${this.lastWords()}`));
			const timer = setTimeout(() => failed("was not ready in time"), startLimitMs);
			child.once("error", (error) => failed(`cannot be started: ${error.message}`));
			child.once("exit", (code) => failed(`ended with ${code}`));
			child.stdout?.setEncoding("utf8").on("data", (text) => {
				if (!text.includes("causeway listening on ")) return;
				clearTimeout(timer);
				resolve(undefined);
			});
		});
	}
}

/** Runs the program to its end; its output, or an error with what it said. @param {string[]} words */
function command(words) {
	return new Promise((resolve, reject) => {
		const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
		let output = "";
		let said = "";
		child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
		child.stderr.setEncoding("utf8").on("data", (text) => (said += text));
		child.once("error", reject);
		child.once("close", (code) => {
			if (code === 0) resolve(output);
			else reject(new Error(`causeway ${words.join(" ")}: ended with ${code}\n${said}`));
		});
	});
}

/** A port that nobody listens on. @returns {Promise<number>} */
export function freePort() {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once("error", reject);
		probe.listen(0, "127.0.0.1", () => {
			const address = probe.address();
			const port = typeof address === "object" && address ? address.port : 0;
			probe.close(() => resolve(port));
		});
	});
}
