// The same talk in webxdc-dev, the simulator of webxdc's makers: one process hands everything on, without a chat, a disk or
// encryption. What a host could reach at best.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../e2e/lib/places.mjs";
import { freePort } from "../../e2e/lib/server.mjs";
import { meter } from "./meter.mjs";
import { between } from "./talking.mjs";

const program = process.env.WEBXDC_DEV ?? `${root}e2e/node_modules/.bin/webxdc-dev`;

/** Rows. @param {import("../../e2e/lib/browser.mjs").Browser[]} browsers @param {Parameters<typeof between>[2]} sizes */
export async function inSimulator(browsers, sizes) {
	const folder = await mkdtemp(join(tmpdir(), "causeway-meter-"));
	const file = join(folder, "meter.xdc");
	await writeFile(file, meter);
	const simulator = spawn(process.execPath, [program, "run", file, "--port", String(await freePort())], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	try {
		let said = "";
		for await (const text of simulator.stdout.setEncoding("utf8")) {
			said += text;
			if (said.includes("Started webxdc-dev frontend")) break;
		}
		simulator.stdout.resume();
		const address = /http:\/\/localhost:\d+/.exec(said)?.[0];
		/** @type {{url: string}[]} */
		const instances = await (await fetch(`${address}/instances`)).json();
		const frames = [];
		for (const [at, browser] of browsers.entries()) {
			const page = await (await browser.newContext()).newPage();
			await page.goto(String(instances[at]?.url));
			// For the first listener the simulator empties the storage and loads the page again.
			await page.waitForTimeout(2_000);
			await page.waitForFunction(() => "meter" in self);
			frames.push(page.mainFrame());
		}
		const [mine, theirs] = frames;
		return mine && theirs ? await between(mine, theirs, sizes) : [];
	} finally {
		const ended = once(simulator, "exit");
		simulator.kill("SIGKILL");
		await ended;
		await rm(folder, { recursive: true, force: true });
	}
}
