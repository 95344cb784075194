// Mini-apps in chats: sent as a file, opened from a card; everyone in an encrypted chat shares what happens in them.
import assert from "node:assert/strict";
import { backedUp } from "../lib/matrix.mjs";
import { pair, pick, sendPreview } from "../lib/sending.mjs";
import { stage } from "../lib/stage.mjs";
import { Writer } from "../lib/writer.mjs";
import { packed } from "../lib/xdc.mjs";

const { story } = stage({ limitMs: 240_000 });

/** @typedef {import("../lib/person.mjs").Person} Person */

/** Counts presses of everybody; says hello to who has it open; hands words to a chat. */
const counter = packed({
	"manifest.toml": 'name = "Counter"\nsource_code_url = "https://example.org/counter"\n',
	"index.html": `<!doctype html><html lang="en"><meta charset="utf-8"><title>Counter</title>
<main><h1>Counter</h1>
<button id="count">Count</button> <output id="sum">0</output> <p id="times">0</p>
<button id="wave">Wave</button> <em id="heard"></em>
<button id="hand">Hand over</button></main>
<script src="webxdc.js"></script>
<script>
	const byId = (id) => document.getElementById(id);
	let sum = 0;
	let times = 0;
	webxdc.setUpdateListener(({ payload }) => {
		sum += payload.by;
		times += 1;
		byId("sum").value = sum;
		byId("times").textContent = times;
	});
	byId("count").onclick = () =>
		webxdc.sendUpdate({ payload: { by: 1 }, summary: String(sum + 1), info: "counted " + (sum + 1), href: "#count" }, "");
	const channel = webxdc.joinRealtimeChannel();
	channel.setListener((data) => { byId("heard").textContent = new TextDecoder().decode(data); });
	byId("wave").onclick = () => channel.send(new TextEncoder().encode("wave"));
	byId("hand").onclick = () => webxdc.sendToChat({ text: "from app" });
</script></html>`,
});

/** Where the app's own page is. @param {Person} who */
const app = ({ page }) => page.frameLocator('iframe[title="Counter"]');
/** @param {Person} who @param {string} name */
const press = (who, name) => app(who).getByRole("button", { name, exact: true }).click();
/** What the app counts, when it is that. @param {Person} who @param {number} sum */
const counts = (who, sum) => app(who).locator("output").getByText(String(sum), { exact: true }).waitFor();
/** @param {Person} who */
const card = (who) => who.page.getByTestId("app-card").last();

/** Removes the first one on the page. @param {Person} who */
async function remove(who) {
	const all = who.button("apps.mine.more", { name: "Counter" });
	const before = await all.count();
	await all.first().click();
	await who.page.getByRole("menuitem", { name: who.t("apps.remove.action") }).click();
	await who.page.getByRole("button", { name: who.t("apps.remove.confirm"), exact: true }).click();
	await all.nth(before - 1).waitFor({ state: "detached" });
}

/** Waves until it is seen: who has just come is not known yet. @param {Person} from @param {Person} to */
async function waves(from, to) {
	const seen = () => app(to).locator("em").getByText("wave").waitFor({ timeout: 500 });
	for (;;) {
		await press(from, "Wave");
		const done = await seen().then(
			() => true,
			() => false,
		);
		if (done) return;
	}
}

/** @param {Person} who */
async function sendCounter(who) {
	await pick(who, "media.attach.file", [{ name: "counter.xdc", mimeType: "", buffer: counter }]);
	await sendPreview(who);
	await card(who).waitFor();
}

/**
 * What happens in an app makes nothing unread for the server, which would tell phones.
 * @param {import("../lib/server.mjs").Server} server @param {import("../lib/matrix.mjs").Account} account @param {string} roomId
 */
async function staysQuiet({ matrix }, account, roomId) {
	const { token } = await matrix.logIn(account.userId);
	const rule = "/pushrules/global/override/io.causeway.xdc.quiet";
	assert.deepEqual((await matrix.request("GET", rule, { token })).actions, []);
	const { rooms } = await matrix.request("GET", "/sync", { token });
	assert.equal(rooms.join[roomId].unread_notifications.notification_count, 0);
}

story("two people count together in an encrypted chat, and hear each other at once", async (cast) => {
	const { one, other, roomId } = await pair(cast, {}, { size: "desktop", lang: "zh", theme: "dark" });
	await sendCounter(one);
	await card(other).waitFor();
	await other.axe("a chat with a mini-app");
	await other.picture("a mini-app in a chat");
	await card(other).click();
	await card(one).click();
	await press(one, "Count");
	await counts(other, 1);
	await press(other, "Count");
	await counts(one, 2);
	await one.axe("a mini-app");
	await one.fits("a mini-app");
	await other.axe("a mini-app on a desktop");
	await waves(one, other);
	await staysQuiet(cast.server, other.account, roomId);
	await one.page.goBack();
	await one.page.getByText("counted 1").waitFor();
	await one.axe("a chat with what a mini-app says");
	await one.picture("what a mini-app says");
	// From the line back into the app.
	await one.page.getByRole("link", { name: /counted 2/ }).click();
	await counts(one, 2);
});

story("who was away catches up, and what was done without a connection arrives later, once", async (cast) => {
	const { one, other } = await pair(cast);
	await sendCounter(one);
	await card(one).click();
	await card(other).click();
	await press(one, "Count");
	await counts(other, 1);
	one.allow(/ERR_INTERNET_DISCONNECTED|Failed to fetch/);
	await one.offline(true);
	for (let n = 0; n < 5; n += 1) await press(one, "Count");
	await counts(one, 6);
	await press(other, "Count");
	await counts(other, 2);
	await one.offline(false);
	await counts(other, 7);
	await counts(one, 7);
	await one.page.reload();
	await counts(one, 7);
	await other.page.reload();
	await counts(other, 7);
	await app(one).locator("p").getByText("7", { exact: true }).waitFor();
});

story("a chat in which only a mini-app was busy lately shows what was before", async (cast) => {
	const { one, other, roomId } = await pair(cast);
	await sendCounter(one);
	const link = await card(one).getAttribute("href");
	const app = decodeURIComponent(/\/app\/([^?]+)/.exec(String(link))?.[1] ?? "");
	await backedUp(cast.server, one.account.token);
	const update = { "m.relates_to": { rel_type: "io.causeway.xdc", event_id: app }, update: "{}" };
	for (let n = 0; n < 90; n += 1)
		await cast.server.matrix.send(other.account, roomId, update, "io.causeway.xdc.update");
	const fresh = await cast.device(one);
	await fresh.signIn({ gate: "stay" });
	await fresh.confirmByKey(String(one.recoveryKey));
	await fresh.atHome();
	await fresh.openChatAt(roomId);
	await card(fresh).waitFor();
});

story("who comes later gets the app from a member, with all that was done", async (cast) => {
	const { server } = cast;
	const { one } = await pair(cast);
	const late = await cast.person({ size: "desktop" });
	// The SDK looks for the message that an update belongs to, which is not for who came later.
	late.allow(/Failed to load parent event/);
	await late.signUp();
	const roomId = await server.matrix.createRoom(one.account, {
		name: "Counting",
		preset: "private_chat",
		initial_state: [
			{ type: "m.room.encryption", content: { algorithm: "m.megolm.v1.aes-sha2" } },
			{ type: "m.room.history_visibility", content: { history_visibility: "joined" } },
		],
	});
	await one.openChatAt(roomId);
	await sendCounter(one);
	await card(one).click();
	for (let n = 1; n <= 3; n += 1) {
		await press(one, "Count");
		await counts(one, n);
	}
	await server.matrix.request("POST", `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/invite`, {
		token: one.account.token,
		body: { user_id: late.account.userId },
	});
	await server.matrix.join(late.account, roomId);
	await late.openChatAt(roomId);
	await press(one, "Count");
	await card(late).waitFor();
	await late.axe("a mini-app that was handed over");
	await card(late).click();
	await counts(late, 4);
	await press(late, "Count");
	await counts(one, 5);
	await late.page.reload();
	await counts(late, 5);
	await app(late).locator("p").getByText("5", { exact: true }).waitFor();
});

story("a new device has a long list at once, from another one of the same person", async (cast) => {
	const { server } = cast;
	const one = await cast.person();
	await one.signUp();
	const writer = await Writer.start(server, "busy");
	try {
		const roomId = await writer.room("Busy", [one]);
		await one.openChatAt(roomId);
		// Away, so that not each of them is shown as it comes.
		await one.page.goto("about:blank");
		const id = await writer.sendApp(roomId, "Counter", counter);
		await writer.updates(roomId, id, 1000, false);
		const path = `/app/${encodeURIComponent(id)}?room=${encodeURIComponent(roomId)}`;
		await one.open(path);
		await counts(one, 1000);
		const kept = `/user/${encodeURIComponent(one.account.userId)}/account_data/io.causeway.xdc.snapshot.${encodeURIComponent(id)}`;
		const { token } = one.account;
		for (let tries = 0; ; tries++) {
			const content = await server.matrix.request("GET", kept, { token }).catch(() => ({}));
			if (content.sealed) break;
			assert.ok(tries < 200, "nothing was kept for other devices");
			await one.page.waitForTimeout(100);
		}
		await writer.updates(roomId, id, 5, false);
		await counts(one, 1005);
		await backedUp(server, token);
		const fresh = await cast.device(one);
		/** @type {string[]} */
		const pages = [];
		fresh.page.on("request", (request) => request.url().includes("/relations/") && pages.push(request.url()));
		await fresh.signIn({ gate: "stay" });
		await fresh.confirmByKey(String(one.recoveryKey));
		await fresh.atHome();
		await fresh.open(path);
		await counts(fresh, 1005);
		assert.equal(pages.length, 1, pages.join("\n"));
	} finally {
		writer.stop();
	}
});

story("my mini-apps: found, sent into another chat, removed with what they keep", async (cast) => {
	const { one, other } = await pair(cast, { lang: "zh" });
	await sendCounter(one);
	await card(one).click();
	await press(one, "Count");
	await counts(one, 1);
	await press(one, "Hand over");
	await one.page.getByRole("dialog").getByText(other.name).click();
	await one.page.getByText("from app").first().waitFor();
	await one.open("/discover");
	await one.page.getByRole("link", { name: one.t("discover.myApps") }).click();
	await one.page.getByRole("link", { name: /counter/i }).waitFor();
	await one.axe("my mini-apps");
	await one.picture("my mini-apps");
	await one.button("apps.mine.more", { name: "Counter" }).click();
	await one.page.getByRole("menuitem", { name: one.t("apps.mine.send") }).click();
	await one.page.getByRole("dialog").getByText(other.name).click();
	// The same file again is another app: nothing was done in it yet.
	await one.page.getByTestId("app-card").nth(1).waitFor();
	await card(one).click();
	await counts(one, 0);
	await one.open("/apps");
	await one.page
		.getByRole("link", { name: /counter/i })
		.nth(1)
		.waitFor();
	await remove(one);
	await remove(one);
	await one.page.getByText(one.t("apps.mine.empty")).waitFor();
});
