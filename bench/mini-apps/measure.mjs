// `scripts/bench-mini-apps`: mini-apps in encrypted chats with the real server and real browsers; prints tables for
// bench/RESULTS.md. --quick: fewer of everything. --only=opening,talking,catching,simulator;
// --updates=10000, --lists=together,separate (updates in events).
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { launch } from "../../e2e/lib/browser.mjs";
import { contextOptions, Person } from "../../e2e/lib/person.mjs";
import { mustExist } from "../../e2e/lib/places.mjs";
import { Server } from "../../e2e/lib/server.mjs";
import { Writer } from "../../e2e/lib/writer.mjs";
import { catching } from "./catching.mjs";
import { meter } from "./meter.mjs";
import { opening, stopwatch } from "./opening.mjs";
import { inSimulator } from "./reference.mjs";
import { talking } from "./talking.mjs";

const { values } = parseArgs({
	options: {
		quick: { type: "boolean", default: false },
		only: { type: "string", default: "opening,talking,simulator,catching" },
		updates: { type: "string" },
		lists: { type: "string", default: "together,separate" },
	},
});
const sizes = values.quick
	? { openings: 5, single: 5, burst: 50, seconds: 3, updates: 500 }
	: { openings: 31, single: 40, burst: 500, seconds: 10, updates: 10_000 };
if (values.updates) sizes.updates = Number(values.updates);

mustExist();
const load = () => console.error(`Load ${loadavg()[0]?.toFixed(1)}`);
load();
const server = await Server.start();
const browsers = [await launch(), await launch()];
let counted = 0;

/**
 * Somebody at a device of their own, in the one browser and the other by turns. `isNew`: no mini-app was opened on it, so that it
 * is not known yet whether the browser keeps them from the network.
 * @param {import("../../e2e/lib/person.mjs").PersonOptions} [options]
 */
async function person(options = {}, isNew = false) {
	const browser = browsers[counted % browsers.length];
	counted += 1;
	const context = await /** @type {import("../../e2e/lib/browser.mjs").Browser} */ (browser).newContext(
		contextOptions(options),
	);
	await context.addInitScript(stopwatch);
	if (!isNew) await context.addInitScript(openedBefore);
	const page = await context.newPage();
	return new Person(server, context, page, { ...options, name: options.name ?? `person${counted}` });
}

function openedBefore() {
	if (self === top && location.protocol === "http:")
		localStorage.setItem("causeway.miniApps.keptIn", navigator.userAgent);
}

const talkHead = "| delivered a second | p50, ms | p95, ms | lost |\n|---|---|---|---|---|";

/** @type {Record<string, () => Promise<void>>} */
const parts = {
	async opening() {
		const writer = await Writer.start(server, "opener");
		const one = await person({}, true);
		await one.signUp();
		const roomId = await writer.room("Openings", [one]);
		await one.openChatAt(roomId);
		console.log("\n| opened from its card | p50, ms | p95, ms | times |\n|---|---|---|---|");
		for (const [id, title] of Object.entries({ poll: "Poll", chess: "Chess" }))
			for (const row of await opening(one, writer, roomId, id, title, sizes.openings, id === "poll"))
				console.log(row);
		writer.stop();
		await one.context.close();
	},
	async talking() {
		const writer = await Writer.start(server, "talker");
		const [one, other] = [await person(), await person()];
		for (const who of [one, other]) await who.signUp();
		const roomId = await writer.room("Talking", [one, other]);
		for (const who of [one, other]) await who.openChatAt(roomId);
		await writer.sendApp(roomId, "Meter", meter);
		console.log(
			"\n| between two browsers | delivered a second | p50, ms | p95, ms | lost |\n|---|---|---|---|---|",
		);
		for (const row of await talking(one, other, sizes)) console.log(row);
		writer.stop();
		for (const who of [one, other]) await who.context.close();
	},
	async simulator() {
		console.log(`\n| in webxdc-dev ${talkHead}`);
		for (const row of await inSimulator(browsers, sizes)) console.log(row);
	},
	async catching() {
		console.log("\n| catching up | s | pages | s in pages |\n|---|---|---|---|");
		for (const list of values.lists.split(",")) {
			const together = list === "together";
			const writer = await Writer.start(server, `writer-${list}`);
			for (const row of await catching({ person, writer }, { count: sizes.updates, together }))
				console.log(row);
			writer.stop();
		}
	},
};

try {
	for (const name of values.only.split(",")) {
		await parts[name]?.();
		load();
	}
} finally {
	for (const browser of browsers) await browser.close();
	await server.close();
}
process.exit();
