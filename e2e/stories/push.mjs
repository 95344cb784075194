// Notifications: what the server sends to a push service is decrypted as a browser would; the page counts and names.
import assert from "node:assert/strict";
import { pushService, ring } from "../lib/push_service.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage({ args: ["--egress-allow", "127.0.0.1/32"] });

/** @param {() => boolean} what */
async function until(what) {
	for (let tries = 0; tries < 200; tries++) {
		if (what()) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	assert.fail("it did not come");
}

story(
	"a message reaches the browser's push service, and only the browser can read what it says",
	async ({ server, person }) => {
		const service = await pushService();
		const ana = await person({ name: "ana", size: "desktop" });
		const tom = await person({ name: "tom" });
		await ana.signUp();
		await tom.signUp();
		const roomId = await server.matrix.directChat(ana.account, tom.account?.userId);
		await tom.accept("ana");
		await ring(server, tom, service);
		await tom.open("/me");
		await tom.heading("settings.title").waitFor();
		await ana.openChat("tom");
		await ana.send("A secret for Tom");
		await until(() => service.bodies.length > 0);
		const [body] = service.bodies;
		assert.ok(body);
		const told = service.read(body);
		assert.equal(told.room_id, roomId);
		assert.match(told.event_id, /^\$/);
		assert.equal(told.counts.unread, 1);
		assert.ok(!JSON.stringify(told).includes("secret"));
		assert.equal(told.sender_display_name, undefined);
	},
);

story(
	"the title counts unread chats, and the worker's table knows their names",
	async ({ server, person }) => {
		const jun = await person({ name: "jun", size: "desktop" });
		const mei = await person({ name: "mei" });
		await jun.signUp();
		await mei.signUp();
		const roomId = await server.matrix.directChat(jun.account, mei.account?.userId);
		await mei.accept("jun");
		await mei.open("/me");
		await mei.heading("settings.title").waitFor();
		await jun.openChat("mei");
		await jun.send("Are you there?");
		await mei.page.waitForFunction(() => document.title.startsWith("(1) "));
		const row = await mei.page.evaluate(
			(key) =>
				new Promise((resolve) => {
					const opening = indexedDB.open("causeway-push");
					opening.onsuccess = () => {
						const reading = opening.result.transaction("values").objectStore("values").get(key);
						reading.onsuccess = () => {
							opening.result.close();
							resolve(reading.result);
						};
					};
				}),
			roomId,
		);
		assert.deepEqual(row, { name: "jun" });
	},
);

story("a browser that does not allow notifications is told how to change that", async ({ person }) => {
	const ravi = await person({ name: "ravi" });
	await ravi.signUp();
	await ravi.open("/me/notifications");
	// Headless Chromium denies without asking.
	await ravi.page.getByText(ravi.t("settings.notify.denied")).waitFor();
	await ravi.axe("notifications denied");
});
