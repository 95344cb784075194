// The life of a group: made, found by link, asked into, ruled, left.
import assert from "node:assert/strict";
import { encryption } from "../lib/matrix.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage();

/** @typedef {import("../lib/person.mjs").Person} Person */

/** In the open chat: the details. @param {Person} who @param {string} group */
async function details(who, group) {
	await who.page.getByRole("link", { name: group, exact: true }).last().click();
	await who.heading("rooms.aboutGroup").waitFor();
}

/** In the details: what may be done about somebody. @param {Person} who @param {string} name */
async function openMember(who, name) {
	await who.page.getByRole("link", { name: /^(\d+ (person|people)|\d+ 人)$/ }).click();
	await who.page.getByRole("link", { name: new RegExp(`@${name}:`) }).click();
	await who.heading("rooms.member").waitFor();
}

/** On somebody's page in the group: does it, and confirms. @param {Person} who @param {string} id of rooms.act */
async function act(who, id) {
	await who.button(`rooms.act.${id}`).click();
	const asked = who.page.getByRole("alertdialog");
	await asked.waitFor();
	await asked.getByRole("button", { name: who.t(`rooms.act.${id}`), exact: true }).click();
	await asked.waitFor({ state: "detached" });
}

/** A new group by one person, without others. @param {Person} who @param {string} name @param {string} rule */
async function create(who, name, rule) {
	await who.goTo("app.contacts");
	await who.button("contacts.newGroup").click();
	await who.axe("choosing people");
	await who.button("rooms.nextAlone").click();
	// A picture of the screen is as good a picture as any.
	const buffer = await who.page.screenshot();
	await who.page
		.locator('input[type="file"]')
		.setInputFiles({ name: "group.png", mimeType: "image/png", buffer });
	await who.button("ui.cropUse").click();
	await who.field("rooms.name").fill(name);
	await who.page.getByRole("radio", { name: who.t(`rooms.rule.${rule}`) }).click({ force: true });
	await who.axe("naming a group");
	await who.fits("naming a group");
	await who.button("rooms.create").click();
	await who.composer.waitFor();
}

story("a group is joined by asking, and ruled by its admins", async ({ person }) => {
	const ana = await person({ name: "ana", size: "desktop" });
	const tom = await person({ name: "tom", size: "phone", theme: "dark", lang: "zh" });
	await ana.signUp();
	await tom.signUp();
	await create(ana, "Garden club", "knock");
	await details(ana, "Garden club");
	await ana.axe("a group's details");
	await ana.button("rooms.link").click();
	await ana.button("ui.copyLink").click();
	const link = new URL(await ana.clipboard());
	await ana.axe("a group's link");

	await tom.open(link.pathname + link.search);
	await tom.page.getByRole("heading", { name: "Garden club" }).waitFor();
	await tom.page.locator('img[src^="blob:"]').first().waitFor();
	await tom.axe("a group from outside");
	await tom.fits("a group from outside");
	await tom.field("rooms.knockWords").fill("我喜欢番茄");
	await tom.button("rooms.askToJoin").click();
	await tom.page.getByText(tom.t("rooms.waiting")).waitFor();
	await tom.button("ui.back").click();
	await tom.goTo("app.contacts");
	await tom.page.getByRole("link", { name: tom.t("contacts.asked") }).click();
	await tom.page.getByText(tom.t("rooms.waiting")).waitFor();

	await ana.button("rooms.look").click();
	await ana.page.getByText("我喜欢番茄").waitFor();
	await ana.axe("requests");
	await ana.button("rooms.letIn").click();
	await tom.button("rooms.accept").click();
	await tom.composer.waitFor();
	await tom.send("你们好");
	await ana.sees("你们好");

	// Muted: what is written does not arrive; let write again: it does.
	await ana.button("ui.back").click();
	await openMember(ana, "tom");
	await ana.axe("a member");
	await act(ana, "mute");
	await ana.page.getByText(ana.t("rooms.role.muted"), { exact: true }).waitFor();
	await act(ana, "unmute");
	await act(ana, "admin");
	await ana.page.getByText(ana.t("rooms.role.admin"), { exact: true }).waitFor();

	// The new admin announces something; everybody sees it on top until it is put away.
	await details(tom, "Garden club");
	await tom.fits("a group's details");
	await tom.page.getByRole("link", { name: tom.t("rooms.announce") }).click();
	await tom.field("rooms.announceWords").fill("星期天种番茄");
	await tom.button("rooms.announceSend").click();
	const announced = ana.page
		.getByRole("status")
		.filter({ hasText: "星期天种番茄" })
		.filter({ hasText: ana.t("rooms.announcedBy", { name: "tom" }) });
	await announced.getByRole("button", { name: ana.t("rooms.putAway") }).click();
	await announced.waitFor({ state: "detached" });

	// Removed: the group is gone from the list, and the link asks anew.
	await ana.page.getByRole("link", { name: ana.t("rooms.profile") }).waitFor();
	await act(ana, "member");
	await act(ana, "remove");
	await tom.field("rooms.knockWords").waitFor();
});

story("only admins write, and a group that is left is gone", async ({ person, server }) => {
	const mei = await person({ name: "mei", size: "phone" });
	const jun = await person({ name: "jun", size: "desktop", theme: "dark" });
	await mei.signUp();
	await jun.signUp();
	assert.ok(mei.account && jun.account);
	const roomId = await server.matrix.createRoom(mei.account, {
		name: "Town notices",
		preset: "public_chat",
		invite: [jun.account.userId],
	});
	await server.matrix.join(jun.account, roomId);
	await mei.openChat("Town notices");
	await details(mei, "Town notices");
	await mei.page.getByRole("link", { name: mei.t("rooms.manage") }).click();
	await mei.axe("settings of a group");
	await mei.fits("settings of a group");
	await mei.page.getByRole("switch", { name: mei.t("rooms.quiet") }).click({ force: true });
	await mei.page.locator(`[data-selected] input[role=switch]`).waitFor({ state: "attached" });

	await jun.chatRow("Town notices").click();
	const refused = server.matrix.send(jun.account, roomId, { msgtype: "m.text", body: "me too" });
	await assert.rejects(refused, /M_FORBIDDEN/);
	await server.matrix.send(mei.account, roomId, { msgtype: "m.text", body: "Road works on Monday" });
	await jun.sees("Road works on Monday");

	await details(jun, "Town notices");
	await jun.button("rooms.leave").click();
	const asked = jun.page.getByRole("alertdialog");
	await asked.waitFor();
	await jun.axe("leaving");
	await asked.getByRole("button", { name: jun.t("rooms.leave") }).click();
	await jun.chatRow("Town notices").waitFor({ state: "detached" });

	// Back by the link, in one tap; then out for good.
	await jun.open(`/chat/${encodeURIComponent(roomId)}`);
	await jun.button("rooms.join").click();
	await jun.sees("Road works on Monday");
	await mei.button("ui.back").click();
	await openMember(mei, "jun");
	await act(mei, "ban");
	await jun.page.getByText(jun.t("rooms.youAreBanned")).waitFor();
});

story("a group's picture can be taken away, where there is one", async ({ person, server }) => {
	const rosa = await person({ name: "rosa", size: "phone", theme: "dark" });
	await rosa.signUp();
	const url = await server.matrix.upload(rosa.account, await rosa.page.screenshot(), "image/png");
	const roomId = await server.matrix.createRoom(rosa.account, { name: "Choir" });
	const edit = `/chat/${encodeURIComponent(roomId)}/info/edit`;
	await rosa.open(edit);
	await rosa.button("rooms.changePicture").waitFor();
	assert.equal(await rosa.button("rooms.removePicture").count(), 0);
	await server.matrix.state(rosa.account, roomId, "m.room.avatar", { url });
	await rosa.button("rooms.changePicture").locator("img").waitFor();
	await rosa.axe("a group with a picture");
	await rosa.button("rooms.removePicture").click();
	await rosa.button("rooms.changePicture").locator("img").waitFor({ state: "detached" });
	await rosa.button("rooms.save").click();
	await rosa.heading("rooms.aboutGroup").waitFor();
	assert.equal(await rosa.page.locator('img[src^="blob:"]').count(), 0);
	await rosa.button("rooms.edit").click();
	await rosa.button("rooms.changePicture").waitFor();
	assert.equal(await rosa.button("rooms.removePicture").count(), 0);
});

story("an announcement that waited for the server goes after a reload, once, and is pinned", async (cast) => {
	const { person, server } = cast;
	const ben = await person({ name: "ben", size: "phone" });
	const gia = await person({ name: "gia", size: "desktop", lang: "zh" });
	await ben.signUp();
	await gia.signUp();
	const roomId = await server.matrix.createRoom(ben.account, {
		name: "Choir",
		preset: "private_chat",
		invite: [gia.account.userId],
		initial_state: [encryption],
	});
	await gia.button("chat.invitation.accept").click();
	await gia.composer.waitFor();
	const chat = `/chat/${encodeURIComponent(roomId)}`;
	const say = async (/** @type {string} */ words) => {
		await ben.open(`${chat}/info/announce`);
		await ben.field("rooms.announceWords").fill(words);
		await ben.button("rooms.announceSend").click();
		await ben.sees(words);
	};
	const onTop = (/** @type {Person} */ who, /** @type {string} */ words) =>
		who.page
			.getByRole("status")
			.filter({ hasText: words })
			.filter({ hasText: who.t("rooms.announcedBy", { name: "ben" }) });

	await ben.page.route("**/send/**", (route) => route.abort());
	await say("Rehearsal at seven");
	await ben.message("Rehearsal at seven").getByLabel(ben.t("chat.tick.pending")).waitFor();
	await ben.page.unroute("**/send/**");
	await ben.page.reload();
	await onTop(gia, "Rehearsal at seven").waitFor();
	await gia.axe("an announcement");

	// It arrived, but could not be pinned before the page went.
	await ben.page.route("**/state/**", (route) => route.abort());
	await say("Bring the red book");
	await gia.sees("Bring the red book");
	assert.equal(await onTop(gia, "Bring the red book").count(), 0);
	await ben.page.unroute("**/state/**");
	await ben.page.reload();
	await onTop(gia, "Bring the red book").waitFor();
	await onTop(ben, "Bring the red book").waitFor();
	await ben.sees("Bring the red book");
	for (const who of [ben, gia])
		assert.equal(await who.page.getByRole("article").filter({ hasText: "red book" }).count(), 1);
});

story("a group that moved leads everybody to its new room", async ({ person, server }) => {
	const eva = await server.matrix.register("eva");
	const kim = await person({ name: "kim", size: "phone", lang: "zh" });
	await kim.signUp();
	assert.ok(kim.account);
	const roomId = await server.matrix.createRoom(eva, {
		name: "Book club",
		preset: "private_chat",
		room_version: "11",
		invite: [kim.account.userId],
	});
	await server.matrix.join(kim.account, roomId);
	await kim.openChat("Book club");
	await server.matrix.request("POST", `/rooms/${encodeURIComponent(roomId)}/upgrade`, {
		token: eva.token,
		body: { new_version: "12" },
	});
	const moved = await server.matrix.request(
		"GET",
		`/rooms/${encodeURIComponent(roomId)}/state/m.room.tombstone/`,
		{ token: eva.token },
	);
	await kim.page.getByText(kim.t("rooms.moved")).waitFor();
	await kim.axe("a group that moved");
	// The new room has the old one's rules: people are let in by an invitation.
	await server.matrix.request("POST", `/rooms/${encodeURIComponent(moved.replacement_room)}/invite`, {
		token: eva.token,
		body: { user_id: kim.account.userId },
	});
	await kim.button("rooms.follow").click();
	await kim.page.waitForURL(`**/chat/${encodeURIComponent(moved.replacement_room)}`);
	await server.matrix.send(eva, moved.replacement_room, { msgtype: "m.text", body: "Here we go on" });
	await kim.sees("Here we go on");
});

story("a public group is opened by its short address", async ({ person, server }) => {
	const sofia = await server.matrix.register("sofia");
	const roomId = await server.matrix.createRoom(sofia, {
		name: "Repair café",
		topic: "Bring what is broken",
		preset: "public_chat",
		room_alias_name: "repair",
	});
	await server.matrix.send(sofia, roomId, { msgtype: "m.text", body: "Saturday at ten" });
	const leo = await person({ name: "leo", size: "desktop" });
	await leo.signUp();
	await leo.button("chat.new").click();
	await leo
		.field("contacts.newSearch")
		.fill(`https://matrix.to/#/%23repair:${sofia.userId.replace(/^[^:]*:/, "")}`);
	await leo.page.getByRole("link", { name: leo.t("contacts.openLink") }).click();
	await leo.page.getByText("Bring what is broken").waitFor();
	await leo.button("rooms.join").click();
	await leo.sees("Saturday at ten");
	// Once in, the address leads straight into the chat.
	await leo.open("/chat/%23repair%3Alocalhost%3A8008");
	await leo.sees("Saturday at ten");
	await leo.open("/chat/%23no-such-group%3Alocalhost%3A8008");
	await leo.page.getByText(leo.t("rooms.noSuchGroup")).waitFor();
});

story(
	"in a group of many, people are found by role and name, mentioned, and seen as readers",
	async (cast) => {
		const { matrix } = cast.server;
		const host = await matrix.register("harbourmaster");
		const roomId = await matrix.createRoom(host, { name: "Whole harbour", preset: "public_chat" });
		/** @type {import("../lib/matrix.mjs").Account[]} */
		const many = [];
		for (let n = 1; n <= 40; n++) {
			const one = await matrix.register(`sailor${n}`);
			await matrix.join(one, roomId);
			many.push(one);
		}
		const path = `/rooms/${encodeURIComponent(roomId)}`;
		const levels = await matrix.request("GET", `${path}/state/m.room.power_levels`, { token: host.token });
		levels.users = { ...levels.users, [many[4]?.userId ?? ""]: 50, [many[6]?.userId ?? ""]: -1 };
		await matrix.state(host, roomId, "m.room.power_levels", levels);
		// What the first look at the chat brings ends long after the sailors came.
		for (let i = 1; i <= 30; i++)
			await matrix.send(host, roomId, { msgtype: "m.text", body: `tide table ${i}` });

		const master = await cast.person({ name: "harbourmaster", size: "phone" });
		await master.signIn();
		await master.openChat("Whole harbour");
		await master.composer.pressSequentially("Ask @sailor2");
		await master.page.getByRole("option", { name: "sailor2", exact: true }).click();
		await master.composer.pressSequentially("please");
		await master.button("chat.send").click();
		await master.sent("please");

		const asked = (await matrix.request("GET", `${path}/messages?dir=b&limit=1`, { token: host.token }))
			.chunk[0];
		for (const one of many)
			await matrix.request("POST", `${path}/receipt/m.read/${encodeURIComponent(asked.event_id)}`, {
				token: one.token,
				body: {},
			});
		await master.message("please").locator("time").click({ button: "right" });
		await master.page.getByRole("menuitem", { name: master.t("chat.action.readers") }).click();
		const sheet = master.page.getByRole("dialog");
		await sheet.getByText("40 people have read it").waitFor();
		assert.ok((await sheet.getByText(/^sailor/).count()) < 30, "rows that nobody sees are in the page");
		await master.axe("the readers of a message");
		await master.page.keyboard.press("Escape");

		await master.open(`/chat/${encodeURIComponent(roomId)}/info/people`);
		const rows = master.page.locator('a[href*="/info/people/"]');
		await master.heading("rooms.group.admins", { count: 2 }).waitFor();
		assert.deepEqual(
			(await rows.allTextContents()).slice(0, 2).map((row) => /^\w(\w*)@/.exec(row)?.[1]),
			["harbourmaster", "sailor5"],
		);
		await master.heading("rooms.group.members", { count: 38 }).waitFor();
		assert.ok((await rows.count()) < 35, "rows that nobody sees are in the page");
		await master.axe("the members of a large group");
		await master.fits("the members of a large group");
		await master.field("rooms.searchPeople").fill("sailor7");
		await master.heading("rooms.group.muted", { count: 1 }).waitFor();
		assert.equal(await rows.count(), 1);
	},
);
