// What goes wrong around the app: the server dies, the road is bad, the browser dies, a second tab, storage that is
// denied, messages that mean no good. Nothing is lost, nothing comes twice, and it is said in words.
import assert from "node:assert/strict";
import { Road } from "../lib/faults.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage({ limitMs: 180_000 });

/** What the browser and the SDK say while nobody answers. */
const silence =
	/status (429|5\d\d)|Failed to fetch|fetch failed|ERR_|ConnectionError|M_LIMIT|SyntaxError|JSON/;

/** Two who chat, encrypted. @param {import("../lib/stage.mjs").Cast} cast @param {import("../lib/person.mjs").Person} ana @param {import("../lib/person.mjs").Person} tom */
async function befriend({ server }, ana, tom) {
	await server.matrix.directChat(tom.account, ana.account.userId);
	await ana.accept(tom.name);
	await ana.send("Are you there?");
	await tom.openChat(ana.name);
	await tom.sees("Are you there?");
}

/** Each of the texts is there once, in this order. @param {import("../lib/person.mjs").Person} reader @param {string[]} texts */
async function readsOnceInOrder(reader, texts) {
	for (const text of texts) await reader.sees(text);
	const shown = await reader.page.getByRole("article").allTextContents();
	const found = shown.flatMap((words) => texts.filter((text) => words.includes(text)));
	assert.deepEqual(found, texts);
}

/** Writes without waiting for the server. @param {import("../lib/person.mjs").Person} who @param {string} text */
async function write(who, text) {
	await who.composer.fill(text);
	await who.page.keyboard.press("Enter");
	await who.sees(text);
}

story("what is written while the server is dead arrives once, in order, when it is back", async (cast) => {
	const ana = await cast.person({ size: "phone" });
	const tom = await cast.person({ size: "desktop" });
	await ana.signUp();
	await tom.signUp();
	await befriend(cast, ana, tom);
	ana.allow(silence);
	tom.allow(silence);
	await cast.server.down("SIGKILL");
	const texts = ["First without a server", "Second without a server", "Third without a server"];
	for (const text of texts) await write(ana, text);
	await ana
		.message(texts[0] ?? "")
		.getByLabel(ana.t("chat.tick.pending"))
		.waitFor();
	await cast.server.up();
	await readsOnceInOrder(tom, texts);
	for (const text of texts) await ana.sent(text);
});

story("on a bad road each message arrives once, in order", async (cast) => {
	const road = await Road.to(cast.server);
	try {
		const ana = await cast.person({ size: "desktop" });
		const tom = await cast.person({ size: "desktop" });
		ana.url = road.url;
		await ana.signUp();
		await tom.signUp();
		await befriend(cast, ana, tom);
		ana.allow(silence);
		/** @type {import("../lib/faults.mjs").Fault[]} */
		const faults = ["lost", 502, "gone", 429, "html", { slow: 800 }];
		let sends = 0;
		road.rule = (method, path) => {
			if (method !== "PUT" || !path.includes("/send/m.room.encrypted/")) return "pass";
			sends += 1;
			// Every second try gets through.
			return sends % 2 === 1 ? (faults[(sends >> 1) % faults.length] ?? "pass") : "pass";
		};
		const texts = faults.map((_, index) => `Message ${index + 1} on a bad road`);
		for (const text of texts) await write(ana, text);
		await readsOnceInOrder(tom, texts);
		for (const text of texts) await ana.sent(text);
		assert.ok(road.met >= faults.length, `only ${road.met} faults were met`);
	} finally {
		await road.close();
	}
});

story("a browser that dies with an unsent message sends it when it is opened again", async (cast) => {
	const profile = await cast.profile({ name: "diver", size: "desktop" });
	const tom = await cast.person({ name: "tomtom", size: "desktop" });
	let ana = await profile.open();
	await ana.signUp();
	await tom.signUp();
	await befriend(cast, ana, tom);
	ana.allow(silence);
	tom.allow(silence);
	await cast.server.down();
	await write(ana, "Written before the crash");
	await ana.message("Written before the crash").getByLabel(ana.t("chat.tick.pending")).waitFor();
	await profile.crash();
	await cast.server.up();
	ana = await profile.open();
	ana.allow(silence);
	await ana.open();
	await readsOnceInOrder(tom, ["Written before the crash"]);
	await ana.openChat("tomtom");
	await readsOnceInOrder(ana, ["Written before the crash"]);
});

story("of two tabs one leads, and the other can take over", async ({ person }) => {
	const ana = await person({ size: "desktop" });
	await ana.signUp();
	const second = await ana.context.newPage();
	await second.goto(ana.url);
	await second.getByText(ana.t("app.otherTab")).waitFor();
	await second.getByRole("button", { name: ana.t("app.useHere"), exact: true }).click();
	await second.getByRole("heading", { name: ana.t("chat.title"), exact: true }).waitFor();
	await ana.page.getByText(ana.t("app.otherTab")).waitFor();
});

story("a browser that keeps nothing says so, and chats all the same", async (cast) => {
	const ana = await cast.person({ size: "phone" });
	await ana.context.addInitScript(() => {
		const refuse = () => {
			throw new DOMException("The user denied permission to access the database.", "SecurityError");
		};
		IDBFactory.prototype.open = refuse;
		Object.defineProperty(globalThis, "localStorage", { get: refuse });
	});
	const tom = await cast.person({ size: "desktop" });
	await tom.signUp();
	await ana.signUp();
	await ana.page.getByText(ana.t("trust.banner.denied")).waitFor();
	await befriend(cast, ana, tom);
});

story(
	"a message that means no good does nothing, and one of 100,000 characters is read",
	async ({ server, person }) => {
		const ana = await person({ name: "reader", size: "phone" });
		// The sanitiser reads them in a page that shows nothing; what it meets there the policy reports, and stops.
		ana.allow(/Executing inline event handler violates|Applying inline style violates/);
		await ana.signUp();
		const mallory = await server.matrix.register("mallory");
		const name = encodeURIComponent(mallory.userId);
		const body = { displayname: "\u202Eyrollam\u202D <img src=x onerror=hacked=1>" };
		await server.matrix.request("PUT", `/profile/${name}/displayname`, { token: mallory.token, body });
		const room = await server.matrix.createRoom(mallory, {
			name: "\u202Eedis eht no\u202C <b>bold</b>",
			preset: "private_chat",
			invite: [ana.account.userId],
		});
		await server.matrix.join(ana.account, room);
		const bad = [
			'<img src="https://evil.example/x.png" onerror="hacked=1">',
			"<script>hacked=1</script>",
			'<svg onload="hacked=1"><use href="data:image/svg+xml,x"/></svg>',
			'<iframe src="https://evil.example"></iframe>',
			'<style>body{display:none}</style><p style="position:fixed;inset:0" class="x">over everything</p>',
			'<a href="javascript:hacked=1">press me</a> <a href="data:text/html,x">or me</a>',
			'<form action="https://evil.example"><input name="password"><button>Send</button></form>',
			`${"<blockquote>".repeat(500)}deep${"</blockquote>".repeat(500)}`,
			"<p>\u202Etxet delahw\u0301\u0301\u0301",
		];
		for (const [index, formatted_body] of bad.entries())
			await server.matrix.send(mallory, room, {
				msgtype: "m.text",
				body: `bad ${index}`,
				format: "org.matrix.custom.html",
				formatted_body: `${formatted_body} bad ${index}`,
			});
		// Events have at most 64 KiB: as many characters as fit, twice.
		for (const part of ["one", "two"])
			await server.matrix.send(mallory, room, {
				msgtype: "m.text",
				body: `${"long words ".repeat(4800)} end of part ${part}`,
			});
		await server.matrix.send(mallory, room, { msgtype: "m.text", body: "That was all." });
		await ana.page.goto(`${ana.url}/chat/${encodeURIComponent(room)}`);
		await ana.page.getByText("bad 0").waitFor();
		await ana.fits("a chat with bad messages");
		const look = () =>
			ana.page.evaluate(() => ({
				hacked: "hacked" in globalThis,
				elements: document.querySelectorAll(
					"article :is(script, iframe, form, style, input, object, embed, use)",
				).length,
				fixed: [...document.querySelectorAll("article *")].filter(
					(one) => getComputedStyle(one).position === "fixed",
				).length,
				links: [...document.querySelectorAll("article a")].map(
					(one) => /** @type {HTMLAnchorElement} */ (one).href,
				),
			}));
		// It opened at the first unread one; down to the end, so that each of them has been drawn.
		await ana.page.getByRole("article").first().hover();
		const last = ana.page.getByText("That was all.");
		for (let i = 0; i < 200 && (await last.count()) === 0; i++) {
			await ana.page.mouse.wheel(0, 400);
			const { hacked, elements, fixed, links } = await look();
			assert.deepEqual({ hacked, elements, fixed }, { hacked: false, elements: 0, fixed: 0 });
			for (const link of links) assert.match(link, /^(https?:|mailto:|matrix:)/);
		}
		await last.waitFor();
		await ana.composer.fill("Still here");
		await ana.button("chat.send").click();
		await ana.sent("Still here");
		await ana.axe("a chat with bad messages");
	},
);
