// A long list of updates comes to a device: to one that was never in the app, to a new one, to a newcomer by a snapshot,
// and to one that was away for a while.
import { short } from "./figures.mjs";
import { hasAll, meter, meterOf } from "./meter.mjs";

/** @typedef {import("../../e2e/lib/person.mjs").Person} Person */
/** @typedef {import("../../e2e/lib/writer.mjs").Writer} Writer */

/** What came while somebody was away. */
const missed = 100;

/** How many requests for pages there were, and what they took together. @param {Person} who */
function pagesOf(who) {
	const pages = { count: 0, ms: 0 };
	who.context.on("requestfinished", (request) => {
		if (!request.url().includes("/relations/")) return;
		pages.count += 1;
		pages.ms += request.timing().responseEnd;
	});
	return pages;
}

/** The card by which the app is opened. @param {Person} who */
const card = (who) => who.page.getByTestId("app-card").last();

/** From the way to the app within the page, as by a press on its card, until it has all. @param {Person} who @param {string} path @param {number} count */
async function go(who, path, count) {
	// What the chat itself looks up is over.
	await who.page.waitForTimeout(3_000);
	const pages = pagesOf(who);
	const from = await who.page.evaluate((to) => {
		history.pushState(null, "", to);
		dispatchEvent(new PopStateEvent("popstate"));
		return Date.now();
	}, path);
	const frame = await meterOf(who);
	const end = await hasAll(frame, count);
	const [began, first] = await frame.evaluate(() => {
		const { meter } = /** @type {any} */ (self);
		return [meter.began, meter.first];
	});
	console.error(
		`the page of the app ran after ${began - from} ms, its first update came after ${first - from} ms`,
	);
	return { ms: end - from, pages };
}

/** The same from the address of the app, the page's own start included. @param {Person} who @param {string} path @param {number} count */
async function load(who, path, count) {
	const pages = pagesOf(who);
	await who.open(path);
	const frame = await meterOf(who);
	const end = await hasAll(frame, count);
	return { ms: end - (await who.page.evaluate(() => performance.timeOrigin)), pages };
}

/** Until the keys of everything are in the backup. @param {Person} who @param {number} sessions */
async function keysKept({ server, account }, sessions) {
	for (;;) {
		const { count } = await server.matrix.request("GET", "/room_keys/version", { token: account.token });
		if (count >= sessions) return;
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
}

/** Lists of fewer events are not kept for other devices. */
const snapshotLeast = 1_000;
const snapshotPath = (/** @type {Person} */ { account }, /** @type {string} */ app) =>
	`/user/${encodeURIComponent(account.userId)}/account_data/io.causeway.xdc.snapshot.${encodeURIComponent(app)}`;

/** Until the device has kept the list for others of the same person. @param {Person} who @param {string} app */
async function snapshotKept(who, app) {
	for (let tries = 0; tries < 200; tries++) {
		const { matrix } = who.server;
		const content = await matrix
			.request("GET", snapshotPath(who, app), { token: who.account.token })
			.catch(() => ({}));
		if (content.sealed) return true;
		await new Promise((resolve) => setTimeout(resolve, 300));
	}
	throw new Error("nothing was kept for other devices");
}

/** @param {Person} who @param {string} app @param {object} body */
const putSnapshot = (who, app, body) =>
	who.server.matrix.request("PUT", snapshotPath(who, app), { token: who.account.token, body });

/**
 * Rows for one list.
 * @param {{ person: (options?: import("../../e2e/lib/person.mjs").PersonOptions) => Promise<Person>, writer: Writer }} cast
 * @param {{ count: number, together: boolean }} list
 */
export async function catching({ person, writer }, { count, together }) {
	const { server } = writer;
	const one = await person();
	await one.signUp();
	const roomId = await writer.room(`Long ${together}`, [one]);
	await one.openChatAt(roomId);
	await one.page.goto("about:blank");
	const app = await writer.sendApp(roomId, "Meter", meter);
	const began = Date.now();
	const events = await writer.updates(roomId, app, count, together);
	console.error(`${events} events were written in ${short((Date.now() - began) / 1000)} s`);
	/** @type {string[]} */
	const rows = [];
	/** @param {string} what @param {{ ms: number, pages: { count: number, ms: number } }} result */
	const note = (what, { ms, pages }) => {
		const text = `| ${count} updates in ${events} events: ${what} | ${short(ms / 1000)} | ${pages.count} | ${short(pages.ms / 1000)} |`;
		console.error(text);
		rows.push(text);
	};

	await one.openChatAt(roomId);
	const path = `/app/${encodeURIComponent(app)}?room=${encodeURIComponent(roomId)}`;
	note("a member's device that has all keys, opened for the first time", await go(one, path, count));

	await keysKept(one, Math.ceil(events / 100));
	const kept = events >= snapshotLeast && (await snapshotKept(one, app));
	/** @param {string} how */
	const newDevice = async (how) => {
		const fresh = await person({ name: one.name });
		await fresh.signIn({ gate: "stay" });
		await fresh.confirmByKey(String(one.recoveryKey));
		await fresh.atHome();
		await fresh.openChatAt(roomId);
		note(`a new device of the same person, just confirmed${how}`, await go(fresh, path, count));
		await fresh.context.close();
	};
	if (kept) {
		await newDevice(", with what the first one kept for it");
		await putSnapshot(one, app, {});
	}
	await newDevice("");

	const late = await person();
	await late.signUp();
	await server.matrix.request("POST", `/rooms/${encodeURIComponent(roomId)}/invite`, {
		token: writer.account.token,
		body: { user_id: late.account.userId },
	});
	await server.matrix.join(late.account, roomId);
	await late.openChatAt(roomId);
	while (writer.client.getRoom(roomId).getMember(late.account.userId)?.membership !== "join")
		await new Promise((resolve) => setTimeout(resolve, 50));
	await writer.updates(roomId, app, 1, false);
	const asked = Date.now();
	await card(late).waitFor({ timeout: 60_000 });
	console.error(`the snapshot came after ${Date.now() - asked} ms`);
	note("a newcomer with a snapshot", await go(late, path, count + 1));
	await late.context.close();

	await hasAll(await meterOf(one), count + 1);
	await one.page.waitForTimeout(2_000);
	await one.page.goto("about:blank");
	note("a device that had it, page loaded anew, nothing missed", await load(one, path, count + 1));
	await one.page.waitForTimeout(2_000);
	await one.page.goto("about:blank");
	await writer.updates(roomId, app, missed, false);
	note(`a device that had it and was away for ${missed}`, await load(one, path, count + 1 + missed));
	await one.context.close();
	return rows;
}
