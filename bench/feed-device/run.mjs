// How long ranking 2,048 videos and learning from one takes in Chromium: `node bench/feed-device/run.mjs`.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch } from "../../e2e/lib/browser.mjs";
import { build } from "../../web/node_modules/vite/dist/node/index.js";

const here = new URL(".", import.meta.url).pathname;
const web = join(here, "../../web");
const folder = await mkdtemp(join(tmpdir(), "causeway-feed-device-"));
const browser = await launch();
try {
	await build({
		root: web,
		configFile: false,
		logLevel: "error",
		resolve: { alias: { "@": join(web, "src") } },
		build: {
			outDir: folder,
			target: "es2023",
			lib: { entry: join(here, "page.ts"), formats: ["iife"], name: "feed", fileName: () => "feed.js" },
		},
	});
	const page = await browser.newPage();
	await page.addScriptTag({ content: await readFile(join(folder, "feed.js"), "utf8") });
	const found = await page.evaluate(() => /** @type {any} */ (globalThis).feed.measure());
	const aims = {
		rank: "2,048 videos ranked (aim 5 ms)",
		learn: "learnt from one video (aim 1 ms)",
		read: "pack read from its JSON",
		step: "a small GRU, not in the app: one act",
		again: "the same, 50 acts anew",
		score: "the same, 2,048 videos scored",
	};
	for (const [name, words] of Object.entries(aims)) {
		const { best, median, p95 } = found[name];
		process.stdout.write(
			`${words}: undisturbed ${best.toFixed(2)} ms, median ${median.toFixed(2)} ms, 95 % ${p95.toFixed(2)} ms\n`,
		);
	}
} finally {
	await browser.close();
	await rm(folder, { recursive: true, force: true });
}
