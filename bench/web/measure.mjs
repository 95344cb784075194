// `make bench-web`: our web app and Cinny in the same browser, on the same server, with the same account; prints a table
// for bench/RESULTS.md. --quick: smaller sizes. CINNY_DIST is a built Cinny; without it ours is measured alone.
import { readFileSync } from "node:fs";
import { launch } from "../../e2e/lib/browser.mjs";
import { mustExist } from "../../e2e/lib/places.mjs";
import { Server } from "../../e2e/lib/server.mjs";
import { causeway, cinny } from "./apps.mjs";
import { door, inside, sending } from "./rows.mjs";
import { seed } from "./seed.mjs";

const quick = process.argv.includes("--quick");
const sizes = quick
	? { rooms: 40, messages: 2500, members: 50 }
	: { rooms: 200, messages: 10_000, members: 1000 };
const rounds = quick ? 1 : 3;

mustExist();
const server = await Server.start();
const apps = [causeway(server)];
try {
	console.error(`Seeding ${sizes.rooms} rooms, ${sizes.messages} messages, ${sizes.members} members`);
	const { password } = await seed(server, sizes);
	const dist = process.env.CINNY_DIST;
	if (dist) {
		const { version } = JSON.parse(readFileSync(`${dist}/../package.json`, "utf8"));
		apps.push(await cinny(dist, server, version));
	}
	/** @type {Map<string, number[][]>} by row; for each app its rounds */
	const table = new Map();
	for (let round = 0; round < rounds; round++)
		for (const [index, app] of apps.entries())
			for (const part of [door, inside, sending]) {
				console.error(`Round ${round + 1}: ${app.name}: ${part.name}`);
				const browser = await launch();
				try {
					for (const [row, value] of Object.entries(await part(browser, app, password))) {
						const cells = table.get(row) ?? apps.map(() => []);
						cells[index]?.push(value);
						table.set(row, cells);
					}
				} catch (error) {
					console.error(`${app.name}: ${part.name}: ${/** @type {Error} */ (error).message}`);
				} finally {
					await browser.close();
				}
			}
	console.log(markdown(table));
} finally {
	for (const app of apps) app.close();
	await server.close();
}

/** @param {Map<string, number[][]>} table */
function markdown(table) {
	const lines = [
		`| | ${apps.map((app) => app.name).join(" | ")} | ratio |`,
		`|---|${apps.map(() => "---|").join("")}---|`,
	];
	for (const [row, cells] of table) {
		const [ours, theirs] = cells.map(median);
		const ratio = ours !== undefined && theirs ? short(ours / theirs) : "–";
		lines.push(`| ${row} | ${cells.map(cell).join(" | ")} | ${ratio} |`);
	}
	return lines.join("\n");
}

/** @param {number[]} values */
function median(values) {
	return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Median (lowest – highest). @param {number[]} values */
function cell(values) {
	const middle = median(values);
	if (middle === undefined) return "–";
	return values.length === 1
		? short(middle)
		: `${short(middle)} (${short(Math.min(...values))} – ${short(Math.max(...values))})`;
}

/** @param {number} value */
function short(value) {
	return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
