// Messages that were not sent when the page went away.
import assert from "node:assert/strict";
import { stage } from "../lib/stage.mjs";

const { story } = stage();

story("what waited in a new encrypted chat is encrypted when it goes after a reload", async (cast) => {
	const { server, person } = cast;
	const mei = await person({ size: "desktop" });
	const tom = await person({ size: "desktop" });
	await mei.signUp();
	await tom.signUp();
	// The chat is newer than what the app has on disk: after the reload, the app does not know it at first.
	const roomId = await server.matrix.directChat(mei.account, tom.account.userId);
	await tom.accept(mei.name);
	await mei.openChat(tom.name);
	await mei.page.route(/\/send\/|\/sync/, (route) => route.abort());
	await mei.composer.fill("meet me at the pier");
	await mei.button("chat.send").click();
	await mei.sees("meet me at the pier");
	await mei.page.unroute(/\/send\/|\/sync/);
	await mei.page.reload();
	await tom.sees("meet me at the pier");
	const { chunk } = await server.matrix.request(
		"GET",
		`/rooms/${encodeURIComponent(roomId)}/messages?dir=b&limit=50`,
		{ token: mei.account.token },
	);
	assert.ok(!JSON.stringify(chunk).includes("pier"), "the server can read the message");
});
