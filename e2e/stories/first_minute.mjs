// The first minute: from the address to the first message that somebody else reads.
import assert from "node:assert/strict";
import { password } from "../lib/matrix.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage();

story(
	"on a phone, four taps and one typed password lead to the first encrypted message",
	async ({ server, person }) => {
		const friend = await person({ name: "ana", size: "desktop" });
		await friend.signUp();

		const newcomer = await person({ name: "tom", size: "phone" });
		await newcomer.countTaps();
		await newcomer.open();
		await newcomer.field("accounts.name").fill("tom");
		await newcomer.axe("the door");
		await newcomer.fits("the door");
		await newcomer.page.keyboard.press("Tab");
		await newcomer.page.keyboard.type(password);
		await newcomer.button("accounts.create").tap();

		await newcomer.button("trust.key.copy").tap();
		await newcomer.axe("the recovery key");
		await newcomer.fits("the recovery key");
		const key = newcomer.page.getByRole("status", { name: newcomer.t("trust.key.key") });
		assert.equal(await newcomer.clipboard(), await key.textContent());
		await newcomer.button("trust.key.done").tap();
		await newcomer.atHome();
		await newcomer.axe("the list of chats");

		const roomId = await server.matrix.directChat(friend.account, newcomer.account.userId);
		await newcomer.button("chat.invitation.accept").tap();
		await newcomer.composer.waitFor();
		await newcomer.page.keyboard.press("Tab");
		assert.ok((await newcomer.taps()) <= 4, `${await newcomer.taps()} taps`);
		await newcomer.send("Hello from my phone 👋");
		await newcomer.axe("a chat");
		await newcomer.fits("a chat");

		await friend.openChat("tom");
		await friend.sees("Hello from my phone 👋");
		await friend.axe("a chat on a desktop");
		await friend.send("Welcome, Tom!");
		await newcomer.sees("Welcome, Tom!");

		const page = await server.matrix.request(
			"GET",
			`/rooms/${encodeURIComponent(roomId)}/messages?dir=b&limit=50`,
			{
				token: friend.account.token,
			},
		);
		assert.ok(!JSON.stringify(page).includes("Hello from my phone"), "the server can read the message");
	},
);

story("the same by keyboard alone", async ({ server, person }) => {
	const friend = await server.matrix.register("jun");
	const newcomer = await person({ name: "mei", size: "desktop" });
	await newcomer.countTaps();
	await newcomer.open();
	const { keyboard } = newcomer.page;
	await newcomer.keyTo(newcomer.field("accounts.name"));
	await keyboard.type("mei");
	await newcomer.keyTo(newcomer.field("accounts.password"));
	await keyboard.type(password);
	await keyboard.press("Enter");

	await newcomer.keyTo(newcomer.button("trust.key.copy").and(newcomer.page.locator(":enabled")));
	await keyboard.press("Enter");
	await newcomer.keyTo(newcomer.button("trust.key.done").and(newcomer.page.locator(":enabled")));
	await keyboard.press("Enter");
	await newcomer.atHome();

	await server.matrix.directChat(friend, newcomer.account.userId);
	await newcomer.keyTo(newcomer.button("chat.invitation.accept"));
	await keyboard.press("Enter");
	await newcomer.keyTo(newcomer.composer);
	await keyboard.type("No mouse needed");
	await keyboard.press("Enter");
	await newcomer.sent("No mouse needed");
	assert.equal(await newcomer.taps(), 0);
});
