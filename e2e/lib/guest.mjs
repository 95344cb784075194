// People at clients that we did not write: matrix-nio and matrix-sdk, as tests/clients sets them up.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { root } from "./places.mjs";

/** What a guest tells. @typedef {{is: string, room?: string, user?: string, by?: string, text?: string, name?: string}} Told */

/** The longest wait for something that a guest should tell. */
const patienceMs = 60_000;

/** Somebody at another client. */
export class Guest {
	/** @type {Told[]} */
	told = [];
	/** What it said on standard error. */
	complaints = "";
	user = "";
	/** @type {Set<() => void>} */
	#waiting = new Set();

	/** @param {"nio" | "rust-sdk"} client @param {import("./server.mjs").Server} server @param {string} name */
	constructor(client, server, name) {
		this.client = client;
		this.process = spawn(`${root}tests/clients/guest`, [client, server.url, name], {
			stdio: ["pipe", "pipe", "pipe"],
		});
		createInterface({ input: this.process.stdout }).on("line", (line) => {
			this.told.push(JSON.parse(line));
			for (const look of this.#waiting) look();
		});
		this.process.stderr.setEncoding("utf8").on("data", (text) => (this.complaints += text));
	}

	/** Waits until the guest has an account. @param {"nio" | "rust-sdk"} client @param {import("./server.mjs").Server} server @param {string} name */
	static async arrive(client, server, name) {
		const guest = new Guest(client, server, name);
		guest.user = (await guest.tells("that it is ready", (one) => one.is === "ready")).user ?? "";
		return guest;
	}

	/** @param {Record<string, string>} command */
	do(command) {
		this.process.stdin.write(`${JSON.stringify(command)}\n`);
	}

	/** @param {string} room */
	async join(room) {
		this.do({ do: "join", room });
		await this.tells("that it joined", (one) => one.is === "joined" && one.room === room);
	}

	/** @param {string} room @param {string} text */
	say(room, text) {
		this.do({ do: "say", room, text });
	}

	/** @param {string} text */
	reads(text) {
		return this.tells(`"${text}"`, (one) => one.is === "text" && one.text === text);
	}

	/**
	 * Waits for something told, from the beginning.
	 * @param {string} what @param {(one: Told) => boolean} wanted @returns {Promise<Told>}
	 */
	tells(what, wanted) {
		return new Promise((resolve, reject) => {
			const stop = () => {
				clearTimeout(timer);
				this.#waiting.delete(look);
			};
			const look = () => {
				const found = this.told.find(wanted);
				if (!found) return;
				stop();
				resolve(found);
			};
			const give = () => {
				stop();
				reject(
					new assert.AssertionError({
						message: `${this.client} never told ${what}.\n${JSON.stringify(this.told)}\n${this.complaints}`,
					}),
				);
			};
			const timer = setTimeout(give, patienceMs);
			this.#waiting.add(look);
			this.process.once("exit", () => this.#waiting.has(look) && give());
			look();
		});
	}

	async leave() {
		if (this.process.exitCode !== null || this.process.signalCode !== null) return;
		const ended = new Promise((resolve) => this.process.once("exit", resolve));
		this.process.stdin.end();
		const patience = setTimeout(() => this.process.kill("SIGKILL"), 5000);
		await ended;
		clearTimeout(patience);
	}
}
