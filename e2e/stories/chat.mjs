// What a chat is for: two people write in an encrypted group, answer, react, change, recall, and find their place again.
import assert from "node:assert/strict";
import { encryption } from "../lib/matrix.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage();

/** @typedef {import("../lib/person.mjs").Person} Person */

/** An encrypted group of two who have both opened it. @param {import("../lib/stage.mjs").Cast} cast @param {string} name */
async function group({ server, person }, name) {
	const ana = await person({ size: "desktop" });
	await ana.signUp();
	const wei = await person({ size: "phone", theme: "dark" });
	await wei.signUp();
	const roomId = await server.matrix.createRoom(ana.account, {
		name,
		preset: "private_chat",
		invite: [wei.account.userId],
		initial_state: [encryption],
	});
	await wei.button("chat.invitation.accept").click();
	await wei.composer.waitFor();
	await ana.openChat(name);
	return { ana, wei, roomId };
}

/** Chooses something from a message's menu on a desktop. @param {Person} person @param {string | RegExp} text @param {string} id */
async function choose(person, text, id) {
	await person.message(text).click({ button: "right" });
	await person.page
		.getByRole("menuitem", { name: person.t(id) })
		.first()
		.click();
}

/** @param {Person} person @param {string} key @param {number} count */
const reaction = (person, key, count) =>
	person.page.locator(`button[aria-label^="${key}, ${count} "]`).first();

story(
	"an answer, a reaction, a change and a recall reach the other, who reads them on a phone",
	async (cast) => {
		const { ana, wei } = await group(cast, "Dinner");
		await wei.composer.fill("Landed **safely**, see https://example.org/flight.");
		await wei.button("chat.send").click();
		await ana.sees("Landed safely");
		assert.equal(await ana.message("Landed").locator("strong").textContent(), "safely");
		const link = ana.message("Landed").getByRole("link");
		assert.equal(await link.getAttribute("href"), "https://example.org/flight");
		assert.equal(await link.getAttribute("rel"), "noopener noreferrer");

		await choose(ana, "Landed", "chat.action.reply");
		await ana.send("See you at six");
		await wei.message("See you at six").getByText("Landed safely").waitFor();
		await ana
			.message("See you at six")
			.getByRole("img", { name: ana.t("chat.tick.read") })
			.waitFor();

		await ana.message("Landed").click({ button: "right" });
		await ana.page.getByRole("button", { name: "❤️", exact: true }).click();
		await reaction(wei, "❤️", 1).click();
		await reaction(ana, "❤️", 2).waitFor();
		await reaction(wei, "❤️", 2).click();
		await reaction(ana, "❤️", 1).waitFor();

		await ana.composer.press("ArrowUp");
		await ana.composer.press("End");
		await ana.composer.pressSequentially(" thirty");
		await ana.composer.press("Enter");
		await wei.sees("See you at six thirty");
		await wei.button("chat.edited").click();
		await wei.heading("chat.history").waitFor();
		await wei.page.getByText("See you at six", { exact: true }).last().waitFor();
		await wei.page.keyboard.press("Escape");

		await ana.send("Oh no, wrong chat");
		await wei.sees("wrong chat");
		await choose(ana, "wrong chat", "chat.action.recall");
		await wei.page.getByText(wei.t("chat.recalledBy", { name: ana.name })).waitFor();
		await ana.button("chat.editAgain").click();
		assert.equal(await ana.composer.inputValue(), "Oh no, wrong chat");
		await ana.axe("a chat with answers and reactions");
		await wei.axe("the same in the dark");
		await wei.fits("a chat");
	},
);

story("somebody is mentioned by name, a thread is followed aside, a message is forwarded", async (cast) => {
	const { ana, wei } = await group(cast, "Plans");
	await cast.server.matrix.createRoom(ana.account, { name: "Elsewhere", initial_state: [encryption] });
	await ana.composer.pressSequentially(`Ask @${wei.name.slice(0, 3)}`);
	await ana.page.getByRole("option", { name: wei.name }).waitFor();
	await ana.composer.press("Enter");
	await ana.composer.pressSequentially("please");
	await ana.composer.press("Enter");
	await wei.message("please").locator(`[data-person="${wei.account.userId}"]`).waitFor();

	await choose(ana, "please", "chat.action.thread");
	const aside = ana.page.getByPlaceholder(ana.t("chat.messageThread"));
	await aside.fill("An answer aside");
	await aside.press("Enter");
	await wei.page.getByRole("link", { name: "1 reply" }).click();
	await wei.sees("An answer aside");
	await wei.page.getByPlaceholder(wei.t("chat.messageThread")).fill("Seen");
	await wei.button("chat.send").click();
	await ana.sees("Seen");
	await ana.axe("a thread beside the chat");

	await ana.button("ui.close").click();
	await choose(ana, "please", "chat.action.forward");
	await ana.page.getByRole("dialog").getByRole("button", { name: "Elsewhere" }).click();
	await ana.axe("forwarding");
	await ana.page.getByRole("button", { name: "Forward to 1 chat" }).click();
	await ana.openChat("Elsewhere");
	await ana.sees("please");
});

story("the name of somebody stands out while it is written, and is deleted as one", async (cast) => {
	const { ana, wei } = await group(cast, "Names");
	const name = `@${wei.name}`;
	const pills = ana.page.locator("[aria-hidden] > mark");
	await ana.composer.pressSequentially(`Ask @${wei.name.slice(0, 3)}`);
	await ana.page.getByRole("option", { name: wei.name }).waitFor();
	await ana.composer.press("Enter");
	assert.equal(await pills.textContent(), name);
	// Chinese goes on without a space; while it is composed, nothing is taken for a key.
	await ana.composer.press("Backspace");
	const input = await ana.context.newCDPSession(ana.page);
	await input.send("Input.imeSetComposition", { text: "ni", selectionStart: 2, selectionEnd: 2 });
	await input.send("Input.imeSetComposition", { text: "nih", selectionStart: 3, selectionEnd: 3 });
	await input.send("Input.insertText", { text: "你好" });
	assert.equal(await ana.composer.inputValue(), `Ask ${name}你好`);
	assert.equal(await pills.textContent(), name);
	const [pill, field] = [await pills.boundingBox(), await ana.composer.boundingBox()];
	assert.ok(pill && field && pill.y >= field.y && pill.y + pill.height <= field.y + field.height);

	for (let i = 0; i < 3; i++) await ana.composer.press("Backspace");
	assert.equal(await ana.composer.inputValue(), "Ask ");
	await ana.composer.press("Control+z");
	assert.equal(await ana.composer.inputValue(), `Ask ${name}`);
	assert.equal(await pills.textContent(), name);
	await ana.axe("a name in the composer");
	await ana.composer.press("Enter");
	await wei.message("Ask").locator(`[data-person="${wei.account.userId}"]`).waitFor();
});

story("who comes back finds the first unread message, the draft and who is writing", async (cast) => {
	const { ana, wei, roomId } = await group(cast, "Long talk");
	await ana.send("the beginning");
	await wei.sees("the beginning");
	await wei.button("ui.back").click();
	await wei.heading("chat.title").waitFor();
	for (let i = 1; i <= 30; i++) await ana.send(`number ${i} of thirty`);

	await wei.chatRow("Long talk").click();
	await wei.page.getByText(wei.t("chat.newMessages")).waitFor();
	await wei.sees("number 1 of thirty");
	await wei.page.getByRole("button", { name: /^Go to/ }).click();
	await wei.sees("number 30 of thirty");
	await ana
		.message("number 30")
		.getByRole("img", { name: ana.t("chat.tick.read") })
		.waitFor();

	await wei.composer.fill("not finished");
	await ana.page
		.getByText(ana.t("chat.typing.one", { name: `\u2068${wei.name}\u2069` }))
		.first()
		.waitFor();
	// The draft is on disk when typing pauses; the badge of the page says nothing of it, so the page is left.
	await wei.button("ui.back").click();
	await wei.page.reload();
	await wei.chatRow("Long talk").click();
	await wei.page.waitForFunction(
		(label) =>
			/** @type {HTMLTextAreaElement} */ (document.querySelector(`textarea[aria-label="${label}"]`))?.value,
		wei.t("chat.message"),
	);
	assert.equal(await wei.composer.inputValue(), "not finished");

	await wei.open(`/chat/${encodeURIComponent(roomId)}`);
	await wei.composer.waitFor();
	await ana.composer.fill("");
});

story("a chat opens at its newest message and stays there while older ones arrive", async (cast) => {
	const wei = await cast.person({ size: "phone" });
	await wei.signUp();
	const { matrix } = cast.server;
	const roomId = await matrix.createRoom(wei.account, { name: "History" });
	for (let i = 1; i <= 60; i++)
		await matrix.send(wei.account, roomId, {
			msgtype: "m.text",
			body: `${`line\n`.repeat(i % 7)}number ${i}`,
		});
	const elsewhere = await cast.person({ name: wei.name, size: "phone" });
	await elsewhere.signIn();
	const history = elsewhere.page.waitForResponse(/messages\?/);
	await elsewhere.chatRow("History").click();
	await elsewhere.sees("number 60");
	await history;
	await elsewhere.page.waitForTimeout(500);
	const newest = elsewhere.message("number 60");
	assert.ok(await newest.isVisible());
	const { bottom, edge } = await newest.evaluate((row) => ({
		bottom: row.getBoundingClientRect().bottom,
		edge: document.querySelector("textarea")?.getBoundingClientRect().top ?? 0,
	}));
	assert.ok(
		bottom < edge && bottom > edge - 80,
		`the newest message ends at ${bottom}, the composer is at ${edge}`,
	);
});

/** Every frame takes this long on a device that is busy with other things; 0: no longer. @param {Person} person @param {number} ms */
const slowDown = (person, ms) =>
	person.page.evaluate((ms) => {
		const frame = () => {
			const until = performance.now() + Number(document.body.dataset.slow);
			while (performance.now() < until);
			if (document.body.dataset.slow !== "0") requestAnimationFrame(frame);
		};
		document.body.dataset.slow = String(ms);
		if (ms > 0) requestAnimationFrame(frame);
	}, ms);

/** Waits until the newest message of the open chat has these words, and stands at the lower edge. @param {Person} person @param {string} text */
const standsAtEnd = (person, text) =>
	person.page.getByTestId("timeline").evaluate(async (list, text) => {
		const there = () =>
			list.scrollHeight - list.scrollTop - list.clientHeight < 60 &&
			[...list.querySelectorAll("article")].at(-1)?.textContent?.includes(text);
		const begin = Date.now();
		while (!there()) {
			// The slow device has a sixteenth of a slow machine: what is looked for is that it comes at all.
			if (Date.now() - begin > 60_000) throw new Error(`"${text}" is not at the end`);
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	}, text);

/** The numbers of the messages, looked through from the newest to the oldest; each part must be in order. @param {Person} person @param {number} first */
const lookThrough = (person, first) =>
	person.page.getByTestId("timeline").evaluate(async (list, first) => {
		/** @type {Set<number>} */
		const seen = new Set();
		const begin = Date.now();
		while (!seen.has(first) && Date.now() - begin < 20_000) {
			const numbers = [...list.querySelectorAll("article")]
				.map((one) => Number(/number (\d+) /.exec(one.textContent ?? "")?.[1]))
				.filter(Boolean);
			if (numbers.some((n, i) => i > 0 && n <= (numbers[i - 1] ?? 0)))
				throw new Error(`Out of order, or twice: ${numbers}`);
			for (const n of numbers) seen.add(n);
			list.scrollTop -= 300;
			await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
		}
		return [...seen].sort((a, b) => a - b);
	}, first);

story("forty quick messages are all shown, once each and in order, also on a slow device", async (cast) => {
	const { ana, wei } = await group(cast, "Quick");
	await slowDown(wei, 250);
	for (let i = 1; i <= 40; i++) {
		await ana.composer.fill(`number ${i} of forty${i % 4 === 0 ? ", and more".repeat(60) : ""}`);
		await ana.composer.press("Enter");
	}
	await standsAtEnd(ana, "number 40 of forty");
	await standsAtEnd(wei, "number 40 of forty");
	await slowDown(wei, 0);
	await ana.sent("number 40 of forty");
	const all = Array.from({ length: 40 }, (_, i) => i + 1);
	assert.deepEqual(await lookThrough(ana, 1), all);
	assert.deepEqual(await lookThrough(wei, 1), all);
});

story("who reads along is known to, though the messages come without a pause", async ({ server, person }) => {
	const ana = await person({ size: "desktop" });
	await ana.signUp();
	const wei = await person({ size: "phone" });
	await wei.signUp();
	const roomId = await server.matrix.createRoom(ana.account, { name: "Flood", preset: "public_chat" });
	await server.matrix.join(wei.account, roomId);
	await ana.openChat("Flood");
	await wei.openChat("Flood");
	let flows = true;
	const flow = async () => {
		for (let i = 1; flows; i++) {
			await server.matrix.send(ana.account, roomId, { msgtype: "m.text", body: `drop ${i}` });
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	};
	const flowing = flow();
	try {
		await ana.page
			.getByRole("img", { name: ana.t("chat.tick.read") })
			.first()
			.waitFor();
	} finally {
		flows = false;
		await flowing;
	}
});

/** A finger goes over the middle of something. @param {Person} person @param {import("playwright-core").Locator} thing @param {number} aside */
async function swipe(person, thing, aside) {
	// Waits until it stands still.
	await thing.hover({ trial: true });
	const box = await thing.boundingBox();
	assert.ok(box, "nothing to swipe");
	const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
	const finger = await person.context.newCDPSession(person.page);
	const touch = (/** @type {"touchStart" | "touchMove" | "touchEnd"} */ type, at = Number.NaN) =>
		finger.send("Input.dispatchTouchEvent", {
			type,
			touchPoints: Number.isNaN(at) ? [] : [{ x: x + at, y }],
		});
	await touch("touchStart", 0);
	for (let part = 1; part <= 8; part++) await touch("touchMove", (aside * part) / 8);
	await touch("touchEnd");
	await finger.detach();
}

story(
	"on a phone a swipe answers a message, marks a chat as unread, and archives it",
	async ({ server, person }) => {
		const wei = await person({ size: "phone" });
		await wei.signUp();
		const ana = await server.matrix.register("swipeana");
		const roomId = await server.matrix.createRoom(ana, { name: "Swipes", invite: [wei.account.userId] });
		await server.matrix.send(ana, roomId, { msgtype: "m.text", body: "Tea or coffee?" });
		await wei.accept("Swipes");
		await wei.sees("Tea or coffee?");
		// Too short: it was not meant.
		await swipe(wei, wei.message("Tea or coffee?"), 40);
		await wei.send("Neither");
		await wei.sent("Neither");
		await swipe(wei, wei.message("Tea or coffee?"), 110);
		await wei.send("Tea, please");
		await wei.message("Tea, please").getByText("Tea or coffee?").waitFor();
		assert.equal(await wei.message("Neither").getByText("Tea or coffee?").count(), 0);

		await wei.button("ui.back").click();
		await wei.heading("chat.title").waitFor();
		await swipe(wei, wei.chatRow("Swipes"), 110);
		await wei.chatRow("Swipes").getByText(wei.t("chat.markedUnread")).waitFor();
		await swipe(wei, wei.chatRow("Swipes"), 110);
		await wei.chatRow("Swipes").getByText(wei.t("chat.markedUnread")).waitFor({ state: "detached" });
		await swipe(wei, wei.chatRow("Swipes"), -110);
		await wei.page.getByRole("button", { name: "1 archived chat" }).waitFor();
		await wei.button("chat.undo").click();
		await wei.chatRow("Swipes").waitFor();
	},
);

/** Whether a message is in view. @param {Person} person @param {string} text */
const inView = (person, text) =>
	person.message(text).evaluate((row) => {
		const { top, bottom } = row.getBoundingClientRect();
		const log = row.closest('[role="log"]')?.getBoundingClientRect();
		return log !== undefined && top < log.bottom && bottom > log.top && bottom <= log.bottom + 1;
	});

story(
	"who reads old messages keeps the place while many arrive, and one tap leads to the newest",
	async ({ server, person }) => {
		const ana = await person({ size: "desktop" });
		ana.allow(/ERR_|fetch/);
		await ana.signUp();
		const roomId = await server.matrix.createRoom(ana.account, { name: "Long road" });
		/** @type {string[]} */
		const sent = [];
		const walk = async (/** @type {number} */ steps) => {
			for (const last = sent.length + steps; sent.length < last; )
				sent.push(
					await server.matrix.send(ana.account, roomId, {
						msgtype: "m.text",
						body: `stone ${sent.length + 1}.`,
					}),
				);
		};
		await walk(60);
		await ana.open(`/chat/${encodeURIComponent(roomId)}/event/${encodeURIComponent(sent[4] ?? "")}`);
		await ana.sees("stone 5.");
		// More than what comes at once after being away.
		await ana.offline(true);
		await walk(30);
		await ana.offline(false);
		await ana.chatRow("stone 90.").waitFor();
		assert.ok(await inView(ana, "stone 5."), "the place was lost");
		await ana.button("chat.toNewest").click();
		await ana.sees("stone 90.");
		await ana.button("chat.toNewest").waitFor({ state: "detached" });
		await ana.page.getByTestId("timeline").evaluate(
			(box) =>
				new Promise((resolve) => {
					const look = () =>
						box.scrollHeight - box.clientHeight - box.scrollTop < 2
							? resolve(null)
							: requestAnimationFrame(look);
					look();
				}),
		);
		assert.ok(await inView(ana, "stone 90."), "the newest message is not in view");
	},
);

story("messages are read and worked on by keyboard alone", async (cast) => {
	const { ana, wei } = await group(cast, "Keys");
	await wei.send("first");
	await wei.send("second");
	await ana.sees("second");
	await ana.page.getByRole("log", { name: ana.t("chat.messages") }).focus();
	await ana.page.keyboard.press("ArrowUp");
	await ana.page.locator("article:focus", { hasText: "second" }).waitFor();
	await ana.page.keyboard.press("ArrowUp");
	await ana.page.locator("article:focus", { hasText: "first" }).waitFor();
	await ana.page.keyboard.press("r");
	await ana.page.locator("textarea:focus").waitFor();
	await ana.page.keyboard.type("answered by keys");
	await ana.page.keyboard.press("Enter");
	await wei.message("answered by keys").getByText("first").waitFor();
});

story(
	"a chat is muted, pinned, marked as unread, archived and taken out again from the list",
	async (cast) => {
		const { ana, wei } = await group(cast, "Busy");
		await wei.send("hello");
		await ana.sees("hello");
		/** @param {string} id */
		const choose = async (id) => {
			await ana.chatRow("Busy").click({ button: "right" });
			await ana.page
				.getByRole("menuitem", { name: ana.t(id) })
				.first()
				.click();
		};
		await choose("chat.row.mute");
		await ana.chatRow("Busy").getByLabel(ana.t("chat.muted")).waitFor();
		await choose("chat.row.unmute");
		await ana.chatRow("Busy").getByLabel(ana.t("chat.muted")).waitFor({ state: "detached" });
		await choose("chat.row.pin");
		await ana.chatRow("Busy").getByLabel(ana.t("chat.pinned")).waitFor();
		await choose("chat.row.unread");
		await ana.chatRow("Busy").getByText(ana.t("chat.markedUnread")).waitFor();
		await choose("chat.row.archive");
		await ana.page.getByRole("button", { name: "1 archived chat" }).click();
		await ana.axe("the archive");
		await choose("chat.row.restore");
		await ana.heading("chat.title").waitFor();
		await ana.chatRow("Busy").waitFor();
	},
);

story("the list shows what was begun and what was not sent, where it was left", async (cast) => {
	const { ana } = await group(cast, "Begun");
	const roomId = await cast.server.matrix.createRoom(ana.account, { name: "Other" });
	await cast.server.matrix.send(ana.account, roomId, { msgtype: "m.text", body: "newest of all" });
	const first = ana.page.locator('a[href*="/chat/"]').first();
	await first.filter({ hasText: "newest of all" }).waitFor();
	await ana.composer.fill("half a thought");
	await ana.openChat("Other");
	await ana.chatRow("Begun").getByText(ana.t("chat.draft")).waitFor();
	await first.filter({ hasText: "half a thought" }).waitFor();
	await ana.page.reload();
	await first.filter({ hasText: "half a thought" }).waitFor();
	await ana.axe("a list with a draft");

	ana.allow(/status of 403|403 \(Forbidden\)|M_FORBIDDEN|\[403\]/);
	await ana.openChat("Begun");
	await ana.chatRow("Begun").getByText(ana.t("chat.draft")).waitFor({ state: "detached" });
	await ana.page.route("**/send/**", (route) =>
		route.fulfill({ status: 403, json: { errcode: "M_FORBIDDEN", error: "no" } }),
	);
	await ana.button("chat.send").click();
	await ana.openChat("Other");
	await first.getByLabel(ana.t("chat.tick.failed")).waitFor();
	await first.filter({ hasText: ana.t("chat.excerpt.mine", { words: "half a thought" }) }).waitFor();
	await ana.page.unroute("**/send/**");
	await ana.openChat("Begun");
	await ana.button("chat.retry").click();
	await first.getByLabel(ana.t("chat.tick.failed")).waitFor({ state: "detached" });
});

/**
 * A group with threads of somebody else's, "root 1" to "root 24", each with an answer; the person answers in the third.
 * @param {import("../lib/stage.mjs").Cast} cast @param {Person} person
 */
async function threads({ server: { matrix } }, person) {
	const other = await matrix.register(`aside${person.name}`);
	const roomId = await matrix.createRoom(person.account, { name: "Aside", preset: "public_chat" });
	await matrix.join(other, roomId);
	const text = (/** @type {string} */ body, more = {}) => ({ msgtype: "m.text", body, ...more });
	/** @type {string[]} */
	const roots = [];
	/** @param {import("../lib/matrix.mjs").Account} by @param {number} n @param {string} body */
	const answer = (by, n, body) =>
		matrix.send(by, roomId, text(body, { "m.relates_to": { rel_type: "m.thread", event_id: roots[n] } }));
	for (let n = 1; n <= 24; n++) {
		roots[n] = await matrix.send(other, roomId, text(`root ${n}.`));
		await answer(other, n, `answer ${n}.`);
		if (n === 3) await answer(person.account, n, "mine");
	}
	return { roomId, answer: (/** @type {number} */ n, /** @type {string} */ body) => answer(other, n, body) };
}

story("a chat's threads are found in one list, with what is new in them", async (cast) => {
	const ana = await cast.person({ size: "desktop" });
	await ana.signUp();
	const { answer } = await threads(cast, ana);
	await ana.openChat("Aside");
	await ana.button("chat.more").click();
	await ana.page.getByRole("menuitem", { name: ana.t("chat.threads"), exact: true }).click();
	await ana.heading("rooms.threads").waitFor();
	const rows = ana.page.getByRole("listitem").getByRole("link");
	const row = (/** @type {string} */ root) => rows.filter({ hasText: root });
	await rows.first().filter({ hasText: "root 24." }).waitFor();
	// At the end of the first page, the second one comes by itself.
	await rows.nth(19).scrollIntoViewIfNeeded();
	await row("root 1.").waitFor();
	await row("root 3.").filter({ hasText: "2 replies" }).getByText("mine").waitFor();
	assert.equal(await rows.count(), 24);
	await ana.axe("the threads of a chat");

	await answer(5, "once more");
	await rows.first().filter({ hasText: "root 5." }).filter({ hasText: "2 replies" }).waitFor();
	await rows.first().getByText("2 unread messages").waitFor();
	const read = ana.page.waitForResponse(/\/receipt\//);
	await rows.first().click();
	await ana.sees("once more");
	await read;
	await ana.page.goBack();
	await rows.first().filter({ hasText: "root 5." }).waitFor();
	await rows
		.first()
		.getByText(/unread message/)
		.waitFor({ state: "detached" });

	await ana.page.getByRole("radio", { name: ana.t("chat.threads.mine") }).click();
	await row("root 3.").waitFor();
	assert.equal(await rows.count(), 1);
	await ana.page.setViewportSize({ width: 360, height: 640 });
	await ana.fits("the threads of a chat on a phone");
});
