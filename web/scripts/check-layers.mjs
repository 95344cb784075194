// Who may import whom, as the table in README.md says: lib < ui < matrix < features/<topic> < app, and never a feature
// another feature. The topics are the folders that are there.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const src = new URL("../src/", import.meta.url).pathname;
/** What each layer may import beside itself. */
const below = { lib: [], ui: ["lib"], matrix: ["lib", "ui"], features: ["lib", "ui", "matrix"] };
const layers = [...Object.keys(below), "app"];

/** "features/chat/when.ts" belongs to "features/chat", "lib/store.ts" to "lib". */
const placeOf = (path) => path.split("/", path.startsWith("features/") ? 2 : 1).join("/");

/** Whether a file of one place may import from another place. */
function may(from, to) {
	if (from === to || from === "app") return true;
	return below[from.split("/")[0]]?.includes(to) ?? false;
}

const imports = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+|new URL\(\s*)"((?:@\/|\.)[^"]*)"/g;
const problems = [];
for (const layer of readdirSync(src, { withFileTypes: true }))
	if (layer.isDirectory() && !layers.includes(layer.name)) problems.push(`src/${layer.name}: no such layer`);
for (const name of readdirSync(src, { recursive: true })) {
	if (!/\.(ts|tsx)$/.test(name)) continue;
	const code = readFileSync(join(src, name), "utf8");
	for (const [, asked] of code.matchAll(imports)) {
		const target = asked.startsWith("@/") ? asked.slice(2) : normalize(join(dirname(name), asked));
		if (!may(placeOf(name), placeOf(target)))
			problems.push(`src/${name}: ${placeOf(name)} may not import ${target}`);
	}
}
for (const line of problems) process.stderr.write(`${line}\n`);
if (problems.length > 0) {
	process.stderr.write(
		"Features meet in src/app, and what two of them need goes to a layer below (web/README.md).\n",
	);
	process.exit(1);
}
