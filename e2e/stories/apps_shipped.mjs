// The mini-apps that Causeway ships, each packed as it is shipped and used by two people side by side, in a chat that is as
// unkind as the specification allows.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { launch } from "../lib/browser.mjs";
import { MiniAppChat } from "../lib/mini_app_host.mjs";
import { root } from "../lib/places.mjs";

/** @typedef {import("../lib/mini_app_host.mjs").MiniAppPerson} Person */

/** @type {import("playwright-core").Browser} */
let browser;
before(async () => {
	execFileSync(`${root}scripts/pack-apps`);
	execFileSync(`${root}scripts/pack-apps`, [`${root}apps/examples/counter`]);
	browser = await launch();
});
after(() => browser?.close());

/**
 * A story around one app.
 * @param {string} app @param {string} sentence @param {(chat: MiniAppChat) => Promise<void>} play
 * @param {ConstructorParameters<typeof MiniAppChat>[2]} [options]
 */
const story = (app, sentence, play, options) =>
	test(`${app}: ${sentence}`, { timeout: 60_000 }, async () => {
		const chat = new MiniAppChat(browser, `${root}target/apps/${app}.xdc`, options);
		try {
			await play(chat);
		} catch (error) {
			chat.wrong.push(String(/** @type {Error} */ (error).stack));
		}
		await chat.close();
	});

/** Two people, one of whom reads Chinese in the dark. @param {MiniAppChat} chat */
const two = async (chat) => {
	const ana = await chat.join("Ana", { width: 1280, height: 800 });
	const bo = await chat.join("Bo", { lang: "zh", theme: "dark", width: 320, height: 640 });
	return { ana, bo };
};

/** @param {Person} person @param {...string} squares */
async function move(person, ...squares) {
	for (const square of squares) await person.page.locator(`[data-square="${square}"]`).click();
}

for (const realtime of [true, false]) {
	story(
		"chess",
		realtime ? "a game in real time" : "a game by messages alone",
		async (chat) => {
			const { ana, bo } = await two(chat);
			await ana.looksRight("chess empty");
			await ana.press("new");
			await ana.press("side.w");
			await bo.press("join");
			await ana.sees(ana.t("turnYou"));
			await move(ana, "f2", "f3");
			await bo.sees(bo.t("turnYou"));
			await move(bo, "e7", "e5");
			await ana.sees("e5");
			await ana.looksRight("chess");
			await bo.looksRight("chess");
			// By the keyboard: up two rows from the pawn.
			await ana.page.locator('[data-square="g2"]').focus();
			for (const key of ["Enter", "ArrowUp", "ArrowUp", "Enter"]) await ana.page.keyboard.press(key);
			await bo.sees("g4");
			await move(bo, "d8", "h4");
			await ana.sees(ana.t("ends.mate", { name: "Bo" }));
			await bo.sees(bo.t("ends.mateYou"));
			await bo.press("again");
			await ana.page.getByRole("link", { name: ana.t("kit.back") }).click();
			await ana.sees(ana.t("going"));
			await ana.looksRight("chess lobby");
			assert.ok(chat.told(bo).some((words) => words.includes("f3")));
		},
		{ realtime, unkind: true },
	);
}

story(
	"shop",
	"an owner writes a menu, a customer orders, the owner answers",
	async (chat) => {
		const { ana, bo } = await two(chat);
		await bo.looksRight("shop empty");
		await ana.press("openShop");
		await ana.fill("name", "Dumpling House");
		await ana.press("openShop");
		for (const [name, price] of [
			["Pork dumplings", "6.50"],
			["<img src=x onerror=alert(1)>", "2"],
		]) {
			await ana.press("newDish");
			await ana.fill("dishName", name);
			await ana.page.getByLabel(/Price/).fill(price);
			await ana.looksRight("shop dish");
			await ana.press("kit.save");
			await ana.sees(name);
		}
		await bo.press("add", { name: "Pork dumplings" });
		await bo.press("more", { name: "Pork dumplings" });
		await bo.looksRight("shop menu");
		await bo.page.getByRole("button", { name: bo.t("basket", { n: 2 }) }).click();
		await bo.fill("note", "不要蒜");
		await bo.looksRight("shop basket");
		await bo.page.getByRole("button", { name: /下单/ }).click();
		await bo.sees(bo.t("status.new"));
		assert.match(chat.told(ana).join(), /Bo下单：Pork dumplings × 2/);
		await ana.press("orders");
		await ana.sees("不要蒜");
		await ana.sees("£13.00");
		await ana.looksRight("shop orders");
		await ana.press("do.accepted");
		await bo.sees(bo.t("status.accepted"));
		await ana.press("do.ready");
		await bo.sees(bo.t("status.ready"));
		await bo.looksRight("shop order");
		assert.deepEqual(chat.told(bo), [ana.t("news.accepted"), ana.t("news.ready")]);
	},
	{ unkind: true },
);

story(
	"list",
	"two people add, tick off and share the work",
	async (chat) => {
		const { ana, bo } = await two(chat);
		const add = async (/** @type {Person} */ who, /** @type {string} */ what) => {
			await who.fill("what", what);
			await who.press("add");
		};
		await ana.looksRight("list empty");
		await add(ana, "Milk");
		await bo.sees("Milk");
		await add(bo, "<b>面包</b>");
		await ana.sees("<b>面包</b>");
		await ana.page.getByLabel("Milk").first().check();
		await bo.sees(bo.t("doneBy", { name: "Ana" }));
		await bo.press("edit", { what: "<b>面包</b>" });
		await bo.looksRight("list edit");
		await bo.press("take");
		await ana.sees(ana.t("takenBy", { name: "Bo" }));
		await ana.press("rename");
		await ana.fill("name", "Groceries");
		await ana.press("kit.save");
		await bo.sees("Groceries");
		await add(bo, "milk");
		await ana.sees(ana.t("progress", { done: 0, n: 2 }));
		for (const what of ["Milk", "<b>面包</b>"]) await ana.page.getByLabel(what).first().check();
		await bo.sees(bo.t("allDone"));
		await ana.looksRight("list");
		await bo.looksRight("list");
		await bo.press("clear");
		await ana.sees(ana.t("nothing"));
		assert.ok(chat.updates.some(({ document }) => document === "Groceries"));
	},
	{ unkind: true },
);

story(
	"list",
	"what was not sent when the app was closed is sent when it is opened again",
	async (chat) => {
		const { ana, bo } = await two(chat);
		for (const what of ["Milk", "Bread", "Tea"]) {
			await ana.fill("what", what);
			await ana.press("add");
		}
		await ana.sees("Tea");
		assert.ok(chat.updates.length < 3);
		await ana.page.reload();
		await ana.sees("Tea");
		await bo.sees("Tea");
		await bo.sees(bo.t("progress", { done: 0, n: 3 }));
	},
	{ interval: 3000, hurried: true },
);

story(
	"calendar",
	"two book one time at once, one has it and the other waits",
	async (chat) => {
		const { ana, bo } = await two(chat);
		const cy = await chat.join("Cy", { theme: "dark" });
		await ana.looksRight("calendar empty");
		await ana.press("offer");
		await ana.fill("what", "Haircut");
		const soon = new Date(Date.now() + 40 * 24 * 3_600_000).toISOString().slice(0, 10);
		await ana.fill("day", soon);
		await ana.sees(ana.t("makes", { n: 6 }));
		await ana.looksRight("calendar offer");
		await ana.press("offer");
		for (const who of [bo, cy]) {
			await who.sees("Haircut");
			await who.page
				.getByRole("button", { name: who.t("book"), exact: true })
				.first()
				.click();
		}
		await cy.looksRight("calendar book");
		await Promise.all([bo.press("book"), cy.press("book")]);
		const sure = [bo.page.getByText(bo.t("waiting")), cy.page.getByText(cy.t("waiting"))];
		await Promise.any(sure.map((one) => one.first().waitFor()));
		await ana.sees(/(Bo|Cy) waits/);
		await ana.looksRight("calendar");
		await ana.press("confirm");
		await Promise.any([bo.sees(bo.t("confirmed")), cy.sees(cy.t("confirmed"))]);
		await bo.looksRight("calendar");
		await cy.looksRight("calendar");
		const [late, lucky] = (await bo.page.getByText(bo.t("waiting")).count()) > 0 ? [bo, cy] : [cy, bo];
		await lucky.page
			.getByRole("button", { name: lucky.t("cancel"), exact: true })
			.first()
			.click();
		await lucky.press("cancel");
		await late.sees(late.t("booked"));
		assert.ok(chat.told(late).length > 0);
	},
	{ unkind: true },
);

story(
	"poll",
	"a ranked vote is counted in rounds, said in words",
	async (chat) => {
		const { ana, bo } = await two(chat);
		const cy = await chat.join("Cy", { theme: "dark" });
		await ana.looksRight("poll empty");
		await ana.press("new");
		await ana.fill("question", "Where do we go?");
		for (const [n, words] of ["Sea", "Hills", "Town"].entries()) {
			await ana.page.getByLabel(ana.t("option", { n: n + 1 }), { exact: true }).fill(words);
		}
		await ana.page.getByLabel(ana.t("kind.rank")).check();
		await ana.looksRight("poll new");
		await ana.press("ask");
		await ana.press("rankAdd", { option: "Hills" });
		await ana.press("rankAdd", { option: "Sea" });
		await ana.press("rankUp", { option: "Sea" });
		await ana.looksRight("poll ballot");
		await ana.press("vote");
		for (const [who, first] of /** @type {[Person, string][]} */ ([
			[bo, "Hills"],
			[cy, "Sea"],
		])) {
			await who.page.getByRole("link", { name: "Where do we go?" }).click();
			await who.press("rankAdd", { option: first });
			await who.looksRight("poll ballot");
			await who.press("vote");
		}
		await bo.sees(bo.t("leads", { option: "Sea" }));
		await ana.sees(ana.t("votes", { n: 3 }));
		await ana.press("close");
		await bo.sees(bo.t("wins", { option: "Sea" }));
		await bo.page.getByText(bo.t("how")).click();
		await bo.sees(bo.t("half", { option: "Sea" }));
		await bo.looksRight("poll result");
		await ana.looksRight("poll result");
		assert.ok(chat.told(bo).some((words) => words.includes("Sea")));
	},
	{ unkind: true },
);

story(
	"split",
	"two share a dinner, and a payment makes all even",
	async (chat) => {
		const { ana, bo } = await two(chat);
		await bo.press("join");
		await ana.sees("Bo");
		await ana.looksRight("split empty");
		await ana.press("add");
		await ana.fill("what", "Dinner");
		await ana.page.getByLabel(/Amount/).fill("30,50");
		await ana.looksRight("split expense");
		await ana.press("add");
		await bo.sees(bo.t("youOwe", { to: "Ana" }));
		await bo.looksRight("split");
		await ana.sees(ana.t("owesYou", { from: "Bo" }));
		assert.match(chat.told(bo).join(), /15\.25/);
		await ana.page.getByRole("button", { name: /Bo pays you: Paid/ }).click();
		await ana.press("paid");
		await bo.sees(bo.t("even"));
		await ana.looksRight("split");
	},
	{ unkind: true },
);

story(
	"quiz",
	"one writes questions, another answers, both see the scores",
	async (chat) => {
		const { ana, bo } = await two(chat);
		await ana.page.getByRole("link", { name: ana.t("make") }).click();
		await ana.fill("name", "Our town");
		for (const [n, [asks, right, wrong]] of [
			["Which river?", "Aare", "Rhine"],
			["How many bridges?", "18", "3"],
		].entries()) {
			if (n > 0) await ana.press("moreQuestion");
			await ana.page.getByLabel(ana.t("asks")).last().fill(asks);
			for (const [at, words] of [right, wrong].entries()) {
				await ana.page
					.getByLabel(ana.t("answer", { n: at + 1 }), { exact: true })
					.last()
					.fill(words);
			}
			await ana.page
				.getByLabel(ana.t("rightOne", { n: 1 }))
				.last()
				.check();
		}
		await ana.looksRight("quiz make");
		// Closed in between: what was written is still there.
		await ana.page.reload();
		await ana.sees(ana.t("question", { n: 2 }));
		await ana.press("publish");
		await ana.sees(ana.t("yourQuiz"));
		await bo.page.getByRole("link", { name: "Our town" }).click();
		await bo.page.getByRole("link", { name: bo.t("play") }).click();
		await bo.looksRight("quiz question");
		await bo.page.getByRole("button", { name: "Aare" }).click();
		await bo.sees(bo.t("right"));
		await bo.press("next");
		await bo.page.getByRole("button", { name: "3", exact: true }).click();
		await bo.sees(bo.t("wrong", { answer: "18" }));
		await bo.looksRight("quiz answer");
		await bo.press("finish");
		await bo.sees(bo.t("yours", { right: 1, n: 2 }));
		await ana.sees(ana.t("score", { right: 1, n: 2 }));
		await ana.looksRight("quiz");
		await bo.looksRight("quiz");
	},
	{ unkind: true },
);

/** A line across the board, down to up. @param {Person} person @param {number} x @param {boolean} [finish] */
async function line(person, x, finish = true) {
	const box = await person.page.locator("canvas").boundingBox();
	if (!box) throw new Error("no board");
	const { mouse } = person.page;
	await mouse.move(box.x + x * box.width, box.y + box.height * 0.2);
	await mouse.down();
	for (let step = 1; step <= 6; step++)
		await mouse.move(box.x + (x + 0.02 * step) * box.width, box.y + box.height * (0.2 + 0.1 * step));
	if (finish) await mouse.up();
}

/** How many pixels of the board are not paper. @param {Person} person */
const inked = (person) =>
	person.page.evaluate(() => {
		const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector("canvas"));
		const { data } = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).getImageData(
			0,
			0,
			canvas.width,
			canvas.height,
		);
		let n = 0;
		for (let at = 0; at < data.length; at += 4)
			if (
				Math.max(data[at], data[at + 1], data[at + 2]) - Math.min(data[at], data[at + 1], data[at + 2]) >
				60
			)
				n++;
		return n;
	});

/** Waits until the board holds. @param {Person} person @param {(pixels: number) => boolean} holds */
async function board(person, holds) {
	for (let tries = 0; tries < 100; tries++) {
		if (holds(await inked(person))) return;
		await person.page.waitForTimeout(50);
	}
	throw new Error(`${person.name}'s board has ${await inked(person)} coloured pixels`);
}

for (const realtime of [true, false]) {
	story(
		"board",
		realtime ? "a line is seen while it is drawn" : "lines come by messages alone",
		async (chat) => {
			const { ana, bo } = await two(chat);
			await ana.looksRight("board empty");
			await ana.page.getByLabel(ana.t("colour.2")).click();
			await line(ana, 0.3, !realtime);
			await board(bo, (pixels) => pixels > 100);
			if (realtime) {
				assert.equal(chat.updates.length, 0);
				await ana.page.mouse.up();
			}
			await bo.page.getByLabel(bo.t("colour.5")).click();
			await line(bo, 0.6);
			await ana.page.getByLabel(ana.t("board", { n: 2 })).waitFor();
			await ana.press("note");
			await ana.press("writeNote");
			await ana.fill("noteText", "<i>Meet here</i>");
			await ana.press("put");
			await bo.page.getByText("<i>Meet here</i>").waitFor({ state: "attached" });
			await ana.looksRight("board");
			await bo.looksRight("board");
			// Somebody who comes later sees all of it.
			const late = await chat.join("Late", { theme: "dark" });
			await board(late, (pixels) => pixels > 100);
			await bo.press("share");
			await chat.draft(bo, /^whiteboard\.png: \d{4,} bytes$/);
			await bo.press("undo");
			await late.page.getByLabel(late.t("board", { n: 2 })).waitFor();
			await late.press("clear");
			await late.press("clear");
			await board(ana, (pixels) => pixels === 0);
		},
		{ realtime, unkind: !realtime },
	);
}

/** What a hostile member may send: no shape, other shapes, too much, markup, names of every object. */
function* hostile() {
	const values = [
		null,
		7,
		-1,
		1e308,
		"",
		"__proto__",
		"<img src=x onerror=alert(1)>",
		"\u202e",
		"x".repeat(3000),
		[],
		[null],
		{},
		{ a: [[[[]]]] },
		true,
	];
	for (const value of values) {
		yield value;
		yield { v: 1, by: "__proto__", n: value, ops: [value] };
	}
	const kinds =
		"add title text place done gone take poll option vote close offer withdraw book confirm cancel shop dish order answer currency join guest expense paid stroke note rub clear new move resign draw quiz";
	const fields =
		"i text on at question options kind more p choice s b what where seats minutes name about lines note price o to code amount payer parts e from points colour x y side only g prev m vs title questions q n";
	let t = 0;
	for (const k of [...kinds.split(" "), "constructor", "__proto__", "toString"]) {
		for (const value of values) {
			t += 1;
			const op = Object.fromEntries(fields.split(" ").map((field) => [field, value]));
			yield { v: 1, by: "addr-eve", n: "<b>Eve</b>", ops: [{ ...op, id: `h${t}`, t, k }] };
		}
	}
}

for (const app of ["list", "poll", "calendar", "shop", "split", "board", "chess", "quiz", "counter"]) {
	story(app, "nothing that a hostile member sends breaks it", async (chat) => {
		chat.updates = [...hostile()].map((payload, n) => ({ payload, serial: n + 1, max_serial: n + 1 }));
		const ana = await chat.join("Ana");
		await ana.page.waitForTimeout(100);
		const markup = await ana.page.locator("main img, main b").count();
		assert.equal(markup, 0);
		await ana.looksRight(`${app} after rubbish`);
	});
}

story(
	"counter",
	"the example of the developer page counts for two",
	async (chat) => {
		const { ana, bo } = await two(chat);
		for (const who of [ana, bo, ana]) await who.press("count");
		for (const who of [ana, bo]) await who.sees(/^3$/);
		await ana.sees("Ana: 2");
		await ana.looksRight("counter");
		await bo.looksRight("counter");
	},
	{ unkind: true, interval: 0 },
);
