// What goes wrong around the app: the server dies, the road is bad, the browser dies, a second tab, storage that is
// denied, messages that mean no good. Nothing is lost, nothing comes twice, and it is said in words.
import assert from "node:assert/strict";
import { Road } from "../lib/faults.mjs";
import { storedEncrypted, until } from "../lib/kept.mjs";
import { backedUp, password } from "../lib/matrix.mjs";
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
	"while the disk is full nothing is taken and lost, and all of it comes when there is room",
	async (cast) => {
		const ana = await cast.person({ size: "desktop" });
		ana.allow(/Quota|disk is full/);
		await ana.context.addInitScript(() => {
			for (const name of /** @type {const} */ (["put", "add"])) {
				const write = IDBObjectStore.prototype[name];
				IDBObjectStore.prototype[name] = function (...given) {
					if (localStorage.getItem("full") === null) return write.apply(this, given);
					throw new DOMException("The disk is full", "QuotaExceededError");
				};
			}
		});
		const tom = await cast.person({ size: "phone" });
		await tom.signUp();
		await ana.signUp();
		await befriend(cast, ana, tom);
		// The page writes what came some seconds later; what was not written before the disk was full stays with the server.
		await until(ana, storedEncrypted);
		await ana.page.evaluate(() => localStorage.setItem("full", "1"));
		await tom.send("Do you have room?");
		await ana.page.getByText(ana.t("trust.banner.full")).waitFor();
		await write(ana, "Not at all");
		await ana.page.reload();
		await ana.page.getByText(ana.t("trust.banner.full")).waitFor();
		await ana.sees("Are you there?");
		await ana.axe("a full disk");
		await write(ana, "Cleaning up");
		await ana.page.evaluate(() => localStorage.removeItem("full"));
		await readsOnceInOrder(tom, ["Do you have room?", "Cleaning up"]);
		await readsOnceInOrder(ana, ["Do you have room?", "Cleaning up"]);
		await ana.page.getByText(ana.t("trust.banner.full")).waitFor({ state: "detached" });
	},
);

story("a clock that is days ahead is told once, and today is today", async ({ server, person }) => {
	const ana = await person({ size: "phone" });
	await ana.context.addInitScript(() => {
		const RealDate = Date;
		const offMs = 3 * 86_400_000;
		globalThis.Date = /** @type {DateConstructor} */ (
			class extends RealDate {
				/** @param {any[]} given */
				constructor(...given) {
					if (given.length > 0) super(.../** @type {[number]} */ (/** @type {unknown} */ (given)));
					else super(RealDate.now() + offMs);
				}
				static now() {
					return RealDate.now() + offMs;
				}
			}
		);
	});
	await ana.signUp();
	const tom = await server.matrix.register("punctual");
	const roomId = await server.matrix.createRoom(tom, { name: "Clocks", invite: [ana.account.userId] });
	const says = (/** @type {string} */ body) => server.matrix.send(tom, roomId, { msgtype: "m.text", body });
	await says("One by his clock");
	await ana.accept("Clocks");
	await ana.send("Two by hers");
	await says("Three by his");
	await readsOnceInOrder(ana, ["One by his clock", "Two by hers", "Three by his"]);
	await ana.page.getByRole("log").getByText("Today", { exact: true }).waitFor();
	const told = ana.page.getByText(/clock is about 3 days ahead/);
	await told.waitFor();
	await ana.axe("a wrong clock");
	await ana.page
		.getByRole("alert")
		.getByRole("button", { name: ana.t("ui.close") })
		.click();
	await ana.button("ui.back").click();
	await ana.heading("chat.title").waitFor();
	assert.match((await ana.chatRow("Clocks").locator("time").textContent()) ?? "", /\d:\d\d/);
	assert.equal(await told.count(), 0);
});

/**
 * Ana has a message that did not go and a draft, when her session ends.
 * @param {import("../lib/stage.mjs").Cast} cast @param {(ana: import("../lib/person.mjs").Person) => Promise<void>} end
 */
async function leftInTheMiddle(cast, end) {
	const ana = await cast.person({ size: "phone" });
	const tom = await cast.person({ size: "desktop" });
	await ana.signUp();
	await tom.signUp();
	await befriend(cast, ana, tom);
	ana.allow(silence);
	// What a sync had brought when the session ended, the SDK hands to crypto that is closed by then.
	ana.allow(/null pointer passed to rust/);
	await ana.page.route("**/send/**", (route) => route.abort());
	await ana.composer.fill("On its way");
	await ana.button("chat.send").click();
	await ana.sees("On its way");
	await ana.composer.fill("Begun");
	const before = ana.account.deviceId;
	await end(ana);
	await ana.page.getByText(/1 message waits to be sent/).waitFor();
	assert.equal(await ana.field("accounts.name").inputValue(), ana.name);
	await ana.axe("the door after a session that ended");
	await ana.page.unrouteAll();
	await ana.field("accounts.password").fill(password);
	await ana.button("accounts.signIn").click();
	return { ana, tom, before };
}

/** @param {import("../lib/person.mjs").Person} ana @param {import("../lib/person.mjs").Person} tom */
async function goesOn(ana, tom) {
	await ana.atHome();
	await ana.openChat(tom.name);
	await tom.sees("On its way");
	await readsOnceInOrder(ana, ["Are you there?", "On its way"]);
	await ana.sent("On its way");
	assert.equal(await ana.composer.inputValue(), "Begun");
}

story("a session that ran out asks for the password and goes on with the same device", async (cast) => {
	const { ana, tom, before } = await leftInTheMiddle(cast, async (one) => {
		const gone = { errcode: "M_UNKNOWN_TOKEN", error: "The access token has expired", soft_logout: true };
		// The message is the first to hear of it.
		await one.page.route("**/send/**", (route) =>
			route.fulfill({ status: 401, contentType: "application/json", body: JSON.stringify(gone) }),
		);
		await one.page.getByText(one.t("accounts.left.soft")).waitFor();
		await one.field("accounts.name").fill("somebody else");
		await one.page.getByText(/1 message that waits to be sent is deleted/).waitFor();
		await one.field("accounts.name").fill(one.name);
	});
	assert.equal(ana.account.deviceId, before);
	await goesOn(ana, tom);
});

story("a device that was signed out from elsewhere says so, and sends later what waited", async (cast) => {
	const { matrix } = cast.server;
	const { ana, tom, before } = await leftInTheMiddle(cast, async (one) => {
		await backedUp(cast.server, one.account.token);
		const other = await matrix.logIn(one.name);
		const auth = {
			type: "m.login.password",
			identifier: { type: "m.id.user", user: one.name },
			password,
		};
		const path = `/devices/${one.account.deviceId}`;
		await matrix.request("DELETE", path, { token: other.token, body: { auth } });
		await one.page.getByText(one.t("accounts.left.revoked")).waitFor();
	});
	await ana.confirmByKey(ana.recoveryKey ?? "");
	assert.notEqual(ana.account.deviceId, before);
	await goesOn(ana, tom);
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

story(
	"where the code of the app does not come, the page says so and can be loaded again",
	async ({ person }) => {
		const ana = await person({ size: "phone", context: { serviceWorkers: "block" } });
		ana.allow(/ERR_FAILED|Failed to (load|fetch)/);
		await ana.signUp();
		const code = /\/assets\/Inside-.*\.js/;
		await ana.page.route(code, (route) => route.abort());
		await ana.open("/chat");
		await ana.page.getByText(ana.t("app.notLoaded")).waitFor();
		await ana.axe("the app that does not load");
		await ana.page.unroute(code);
		await ana.button("app.error.reload").click();
		await ana.atHome();
	},
);
