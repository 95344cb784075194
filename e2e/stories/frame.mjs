// The frame: everything by keyboard, and what people hear who do not see it.
import assert from "node:assert/strict";
import { stage } from "../lib/stage.mjs";

const { story } = stage();

story(
	"a sign says its name under a pointer, and nothing stays open where there is a finger",
	async (cast) => {
		const mo = await cast.person({ size: "phone" });
		const lu = await cast.person({ size: "desktop" });
		await mo.signUp();
		await lu.signUp();
		await cast.server.matrix.directChat(mo.account, lu.account.userId);
		await lu.accept(mo.name);
		await mo.openChat(lu.name);
		await lu.button("chat.emoji").hover();
		await lu.page.getByRole("tooltip", { name: lu.t("chat.emoji") }).waitFor();
		// The focus comes to the button while the phone's keyboard was used last.
		await mo.composer.pressSequentially("Hi ");
		await mo.keyTo(mo.button("chat.emoji"));
		await mo.axe("a chat under a finger");
		assert.equal(await mo.page.getByRole("tooltip").count(), 0);
	},
);

story("Ctrl K goes anywhere, arrows walk through chats, ? shows the keys", async ({ server, person }) => {
	const ana = await person({ name: "ana", size: "desktop" });
	await ana.signUp();
	for (const name of ["Harbour Square", "一家人", "Bike kitchen"])
		await server.matrix.createRoom(ana.account, { name, preset: "private_chat" });
	await ana.chatRow("Bike kitchen").waitFor();
	const { keyboard } = ana.page;
	const heading = (/** @type {string} */ name) => ana.page.getByRole("heading", { level: 1, name });

	await keyboard.press("Control+k");
	const choice = (/** @type {string} */ name) => ana.page.getByRole("option", { name });
	await choice("Harbour Square").waitFor();
	await ana.axe("the switcher");
	await keyboard.type("hs");
	await choice("Bike kitchen").waitFor({ state: "detached" });
	await keyboard.press("Enter");
	await heading("Harbour Square").waitFor();
	await ana.page.waitForFunction(() => document.title.includes("Harbour Square · Causeway"));

	await keyboard.press("Control+k");
	await keyboard.type("家");
	await choice("一家人").waitFor();
	await keyboard.press("Enter");
	await heading("一家人").waitFor();
	await keyboard.press("Alt+ArrowUp");
	await heading("Bike kitchen").waitFor();
	await keyboard.press("Alt+ArrowDown");
	await heading("一家人").waitFor();

	await keyboard.press("Alt+3");
	await ana.heading("discover.title").waitFor();
	await ana.page.waitForFunction(() => document.activeElement?.tagName === "H1");
	await keyboard.press("?");
	await ana.page.getByRole("dialog", { name: ana.t("app.action.shortcuts") }).waitFor();
	await ana.axe("the shortcuts");
	await keyboard.press("Escape");
	await keyboard.press("Control+Shift+F");
	await ana.page.getByRole("searchbox", { name: ana.t("search.title") }).waitFor();
	assert.equal(await ana.page.evaluate(() => document.activeElement?.tagName), "INPUT");
});

story("the list of chats is walked by keys, and Escape closes one pane after the other", async (cast) => {
	const ana = await cast.person({ size: "desktop" });
	await ana.signUp();
	for (const name of ["Tide tables", "Bakery", "Boats"]) {
		const room = await cast.server.matrix.createRoom(ana.account, { name, preset: "private_chat" });
		await cast.server.matrix.send(ana.account, room, { msgtype: "m.text", body: `Welcome to ${name}` });
		await ana.page
			.locator('a[href*="/chat/"]')
			.first()
			.filter({ hasText: `Welcome to ${name}` })
			.waitFor();
	}
	const { keyboard } = ana.page;
	const focused = (/** @type {string} */ name) => ana.page.locator("a:focus", { hasText: name }).waitFor();
	await ana.chatRow("Boats").focus();
	await keyboard.press("ArrowDown");
	await focused("Bakery");
	await keyboard.press("End");
	await focused("Tide tables");
	await keyboard.press("Home");
	await focused("Boats");
	await keyboard.press("b");
	await focused("Bakery");
	await keyboard.press("ArrowUp");
	await focused("Boats");
	await keyboard.type("ti");
	await focused("Tide tables");
	await keyboard.press("Enter");
	await ana.composer.waitFor();

	await ana.page.getByRole("link", { name: "Tide tables", exact: true }).last().click();
	await ana.heading("rooms.aboutGroup").waitFor();
	await ana.page.getByRole("link", { name: "1 person" }).click();
	await ana.field("rooms.searchPeople").waitFor();
	await keyboard.press("Escape");
	await ana.heading("rooms.aboutGroup").waitFor();
	await keyboard.press("Escape");
	await ana.heading("rooms.aboutGroup").waitFor({ state: "detached" });
	await ana.composer.fill("not lost");
	await keyboard.press("Escape");
	assert.equal(await ana.composer.inputValue(), "not lost");
	await ana.composer.fill("");
	await ana.composer.press("Escape");
	await ana.composer.waitFor({ state: "detached" });
});

story(
	"on a phone, back leads through the screens in the order in which they were opened",
	async ({ server, person }) => {
		const tom = await person({ name: "tom", size: "phone" });
		await tom.signUp();
		await server.matrix.createRoom(tom.account, { name: "Harbour Square", preset: "public_chat" });
		await tom.goTo("app.discover");
		await tom.heading("discover.title").waitFor();
		await tom.goTo("app.chats");
		await tom.openChat("Harbour Square");
		await tom.page.goBack();
		await tom.heading("chat.title").waitFor();
		await tom.page.goBack();
		await tom.heading("discover.title").waitFor();
		await tom.page.goForward();
		await tom.heading("chat.title").waitFor();
	},
);
