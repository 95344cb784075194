// Fails where a catalogue lacks a message, has one that nobody uses, or its translation has other placeholders.
import { globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { parse, TYPE } from "@formatjs/icu-messageformat-parser";

process.chdir(new URL("..", import.meta.url).pathname);
const problems = [];
const source = globSync("src/**/*.{ts,tsx}")
	.map((path) => readFileSync(path, "utf8"))
	.join("\n");

/** The names of a message's placeholders and tags, sorted. */
function placeholders(message, where) {
	const names = new Set();
	const visit = (parts) => {
		for (const part of parts) {
			if (part.type !== TYPE.literal && part.type !== TYPE.pound) names.add(part.value);
			for (const option of Object.values(part.options ?? {})) visit(option.value);
			if (part.children) visit(part.children);
		}
	};
	try {
		visit(parse(message));
	} catch (error) {
		problems.push(`${where}: not an ICU message: ${error.message}`);
	}
	return [...names].sort().join(" ");
}

const all = new Map();
for (const path of globSync("src/**/en.json")) {
	const english = JSON.parse(readFileSync(path, "utf8"));
	const chinese = JSON.parse(readFileSync(`${dirname(path)}/zh.json`, "utf8"));
	for (const [id, message] of Object.entries(english)) {
		if (all.has(id)) problems.push(`${id}: both in ${path} and ${all.get(id)}`);
		all.set(id, path);
		if (!(id in chinese)) problems.push(`${id}: no Chinese`);
		else if (placeholders(message, id) !== placeholders(chinese[id], `${id} (zh)`))
			problems.push(`${id}: other placeholders in Chinese`);
		// Ids that are put together end in a part that the code names: `error.${code}` with "error." in the source.
		const stem = id.slice(0, id.lastIndexOf(".") + 1);
		if (!source.includes(`"${id}"`) && !source.includes(`\`${stem}\${`))
			problems.push(`${id}: nobody uses it`);
	}
	for (const id of Object.keys(chinese))
		if (!(id in english)) problems.push(`${id}: Chinese without English`);
}

for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length > 0) process.exit(1);
process.stdout.write(`${all.size} messages, complete in English and Simplified Chinese\n`);
