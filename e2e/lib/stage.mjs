// Where the stories of a file play: one server and one browser for all of them, a browser context for each person.
// Whatever happens, all of it is closed at the end; a story that fails leaves pictures, a trace and the log.
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, launchProfile } from "./browser.mjs";
import { contextOptions, Person } from "./person.mjs";
import { mustExist, remains } from "./places.mjs";
import { Server } from "./server.mjs";

/** The longest that one story may take. */
const storyLimitMs = 120_000;

/**
 * What a story is given.
 * @typedef {object} Cast
 * @property {Server} server
 * @property {(options?: import("./person.mjs").PersonOptions) => Promise<Person>} person a new person at a device of their own
 * @property {(owner: Person, options?: import("./person.mjs").PersonOptions) => Promise<Person>} device another device of the same person
 * @property {(options?: import("./person.mjs").PersonOptions) => Promise<Profile>} profile a browser whose profile survives a crash
 * @property {(options?: import("./server.mjs").ServerOptions) => Promise<Server>} ownServer a server for this story alone
 */

/**
 * Prepares a file of stories. Call it once, at the top.
 * @param {import("./server.mjs").ServerOptions & {limitMs?: number}} [options]
 */
export function stage({ limitMs = storyLimitMs, ...options } = {}) {
	/** @type {Server} */
	let server;
	/** @type {import("playwright-core").Browser} */
	let browser;
	before(async () => {
		mustExist();
		server = await Server.start(options);
		browser = await launch();
	});
	after(async () => {
		await browser?.close();
		await server?.close();
	});

	/**
	 * A story: a sentence, and what happens.
	 * @param {string} sentence @param {(cast: Cast) => Promise<void>} play
	 */
	const story = (sentence, play) =>
		test(sentence, { timeout: limitMs }, async () => {
			const run = new Run(sentence, server, browser);
			try {
				await play(run.cast);
				run.complain();
			} catch (error) {
				await run.leaveRemains();
				throw error;
			} finally {
				await run.close();
			}
		});
	return { story };
}

/** How many people there were, for names that nobody else has. */
let counted = 0;

/** One story while it plays. */
class Run {
	/** @type {Person[]} */
	people = [];
	/** @type {(() => Promise<unknown>)[]} */
	closing = [];

	/** @param {string} sentence @param {Server} server @param {import("playwright-core").Browser} browser */
	constructor(sentence, server, browser) {
		this.sentence = sentence;
		this.server = server;
		this.browser = browser;
		/** @type {Cast} */
		this.cast = {
			server,
			person: (options) => this.person(options),
			device: (owner, options) =>
				this.person({ lang: owner.lang, ...options, name: owner.name }, owner.server),
			profile: (options) => this.profile(options),
			ownServer: (options) => this.ownServer(options),
		};
	}

	/** @param {import("./person.mjs").PersonOptions} [options] @param {Server} [server] */
	async person(options = {}, server = this.server) {
		const context = await this.browser.newContext(contextOptions(options));
		this.closing.push(() => context.close());
		return this.enter(server, context, await context.newPage(), named(options));
	}

	/** @param {import("./person.mjs").PersonOptions} [options] */
	async profile(options = {}) {
		const folder = await mkdtemp(join(tmpdir(), "causeway-profile-"));
		this.closing.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
		const profile = new Profile(folder, named(options), (context, page, whole) =>
			this.enter(this.server, context, page, whole),
		);
		this.closing.push(() => profile.close());
		return profile;
	}

	/** @param {import("./server.mjs").ServerOptions} [options] */
	async ownServer(options) {
		const server = await Server.start(options);
		this.closing.push(() => server.close());
		return server;
	}

	/** @param {Server} server @param {import("playwright-core").BrowserContext} context @param {import("playwright-core").Page} page @param {import("./person.mjs").PersonOptions & {name: string}} options */
	async enter(server, context, page, options) {
		// A trace costs a seventh of all work; what fails is played again with one (scripts/e2e).
		const { E2E_NO_TRACE, E2E_FILM } = process.env;
		if (!E2E_NO_TRACE) await context.tracing.start({ snapshots: true, screenshots: Boolean(E2E_FILM) });
		const person = new Person(server, context, page, options);
		this.people.push(person);
		return person;
	}

	/** Fails for what the watchers saw. */
	complain() {
		const all = this.people.flatMap((one) => one.complaints.map((what) => `${one.name}: ${what}`));
		assert.deepEqual(all, [], `The story went well, but:\n${all.join("\n")}`);
	}

	/** Keeps what helps to understand a failure. */
	async leaveRemains() {
		const name = this.sentence.replaceAll(/[^\w]+/g, "-").slice(0, 80);
		await mkdir(remains, { recursive: true });
		const complaints = this.people.flatMap((one) => one.complaints.map((what) => `${one.name}: ${what}`));
		await writeFile(`${remains}/${name}.log`, `${complaints.join("\n")}\n\n${this.server.log.join("\n")}\n`);
		for (const [index, one] of this.people.entries()) {
			const at = `${remains}/${name}-${index + 1}-${one.name}`;
			await one.page.screenshot({ path: `${at}.png`, timeout: 5000 }).catch(() => undefined);
			await one.context.tracing.stop({ path: `${at}.zip` }).catch(() => undefined);
		}
		console.error(`What is left of it: ${remains}/${name}*`);
		for (const what of complaints) console.error(what);
	}

	async close() {
		// Contexts before the servers and folders that they use.
		for (const close of this.closing.reverse()) await close().catch(() => undefined);
		// A story that failed may have left the file's server dead.
		if (!this.server.runs) await this.server.up();
	}
}

/** @param {import("./person.mjs").PersonOptions} options */
function named(options) {
	counted += 1;
	return { ...options, name: options.name ?? `person${counted}` };
}

/** A browser with a profile on disk: it can be killed and opened again. */
export class Profile {
	/** @type {import("playwright-core").BrowserContext | null} */
	#context = null;

	/**
	 * @param {string} folder
	 * @param {import("./person.mjs").PersonOptions & {name: string}} options
	 * @param {(context: import("playwright-core").BrowserContext, page: import("playwright-core").Page, options: import("./person.mjs").PersonOptions & {name: string}) => Promise<Person>} enter
	 */
	constructor(folder, options, enter) {
		this.folder = folder;
		this.options = options;
		this.enter = enter;
	}

	/** Opens the browser; the person at it. */
	async open() {
		const context = await launchProfile(this.folder, contextOptions(this.options));
		this.#context = context;
		return this.enter(context, context.pages()[0] ?? (await context.newPage()), this.options);
	}

	/** The browser's process dies at once, with everything that it had not written down. */
	async crash() {
		const context = this.#context;
		this.#context = null;
		if (!context) return;
		const ended = new Promise((resolve) => context.once("close", resolve));
		const debug = await context.browser()?.newBrowserCDPSession();
		// The command kills the process that should answer it.
		await debug?.send("Browser.crash").catch(() => undefined);
		await ended;
	}

	async close() {
		await this.#context?.close();
	}
}
