// How much JavaScript a browser loads before somebody is signed in: at most the budget of DESIGN section 11, and not
// more than last time. The same for what it loads, behind the door, before the client can start. `--write` notes a new number in budget.json; say in the commit what it buys.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";

const web = new URL("../", import.meta.url).pathname;
const assets = join(web, "dist/assets");
const ratchetFile = join(web, "budget.json");
const limitKB = 250;
/** What may come and go without a word. */
const slackKB = 3;

/** Every file that a file needs before it runs. */
function withImports(name, seen) {
	if (seen.has(name)) return;
	seen.add(name);
	const code = readFileSync(join(assets, name), "utf8");
	for (const [, other] of code.matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g))
		withImports(other, seen);
}

const seen = new Set();
const page = readFileSync(join(web, "dist/index.html"), "utf8");
for (const [, name] of page.matchAll(/\/assets\/([\w.-]+\.js)/g)) withImports(basename(name), seen);
// The door's words of one language are loaded before anything is shown: the larger catalogue counts.
const gzippedKB = (name) => gzipSync(readFileSync(join(assets, name)), { level: 9 }).length / 1024;
const languages = readdirSync(assets).filter((name) => /^door(En|Zh)-[\w-]+\.js$/.test(name));
const words = Math.max(0, ...languages.map(gzippedKB));
const kB = Math.round(([...seen].reduce((sum, name) => sum + gzippedKB(name), 0) + words) * 10) / 10;

const inside = new Set(seen);
const entry = readdirSync(assets).find((name) => /^Inside-[\w-]+\.js$/.test(name));
if (entry) withImports(entry, inside);
const insideKB = Math.round(
	[...inside].reduce((sum, name) => sum + (seen.has(name) ? 0 : gzippedKB(name)), 0),
);

if (process.argv.includes("--write"))
	writeFileSync(ratchetFile, `${JSON.stringify({ beforeSignInKB: kB, insideKB }, null, "\t")}\n`);
const last = JSON.parse(readFileSync(ratchetFile, "utf8"));
process.stdout.write(
	`JavaScript before sign-in: ${kB} KB gzipped (last time ${last.beforeSignInKB}, at most ${limitKB})\n` +
		`and before the client starts: ${insideKB} KB more (last time ${last.insideKB})\n`,
);
if (kB > limitKB || kB > last.beforeSignInKB + slackKB || insideKB > last.insideKB + slackKB) {
	process.stderr.write(
		"Too much: load it later (import()), or note the new number: node scripts/check-budget.mjs --write\n",
	);
	process.exit(1);
}
