// Watching short videos: swiping, by keyboard, with little motion, with others, and inside of an encrypted chat.
import assert from "node:assert/strict";
import { inTimeOrder, packed, packsSoon } from "../lib/feeds.mjs";
import { film, posted } from "../lib/films.mjs";
import { pair } from "../lib/sending.mjs";
import { stage } from "../lib/stage.mjs";
import { act, isWatched, seen, untilSeen, watched } from "../lib/watching.mjs";

const { story } = stage(packsSoon);

/** @typedef {import("../lib/person.mjs").Person} Person */

/** Whether the middle of the picture is of that colour. @param {"red" | "green" | "blue"} name */
const shows = (name) => {
	const most = { red: 0, green: 1, blue: 2 }[name];
	return (/** @type {{colour: number[]}} */ { colour }) =>
		colour.every((part, i) => i === most || part < (colour[most] ?? 0));
};

/** A finger that goes up the screen, once the last video has come to rest: this finger does not fling. @param {Person} who */
async function swipe(who) {
	await watched(who).evaluate(async (screen) => {
		let before = Number.NaN;
		for (let still = 0; still < 3; ) {
			const { top } = screen.getBoundingClientRect();
			still = top === before ? still + 1 : 0;
			before = top;
			await new Promise((resolve) => requestAnimationFrame(resolve));
		}
	});
	const finger = await who.context.newCDPSession(who.page);
	await finger.send("Input.synthesizeScrollGesture", { x: 195, y: 600, yDistance: -420, speed: 2400 });
	await finger.detach();
}

/** Three videos of three colours by a new person, newest first: red, green, blue. @param {import("../lib/stage.mjs").Cast} cast */
async function colours({ server }) {
	const maker = await server.matrix.register(`maker${Date.now()}`);
	/** @type {string[]} */
	const ids = [];
	for (const name of /** @type {const} */ (["blue", "green", "red"]))
		ids.unshift(
			await posted(server, maker, await film(name, { seconds: 2 }), {
				caption: `A film in ${name} #${name}`,
			}),
		);
	await packed(server, ids);
	return { maker, ids };
}

story("three elements show whatever one swipes to, and one comes back to where one was", async (cast) => {
	const { ids } = await colours(cast);
	const [red = "", green = "", blue = ""] = ids;
	const tom = await cast.person({ context: { reducedMotion: "no-preference" } });
	await tom.signUp();
	await inTimeOrder(tom);
	await tom.open("/video");
	await isWatched(tom, red);
	await untilSeen(tom, (now) => now.time > 0.2 && shows("red")(now), "the newest runs");
	await tom.axe("the player");
	await tom.fits("the player");
	for (const [id, name] of /** @type {const} */ ([
		[green, "green"],
		[blue, "blue"],
	])) {
		await swipe(tom);
		await isWatched(tom, id);
		const now = await untilSeen(tom, (one) => one.time > 0 && shows(name)(one), `${name} runs`);
		assert.deepEqual([now.elements, now.running], [3, 1]);
	}
	await tom.page.keyboard.press("ArrowUp");
	await isWatched(tom, green);
	await tom.goTo("app.chats");
	await tom.heading("chat.title").waitFor();
	assert.equal((await seen(tom)).elements, 0, "nothing plays elsewhere");
	await tom.goTo("app.video");
	await isWatched(tom, green);
	await untilSeen(tom, shows("green"), "where one was");
});

story(
	"one jumps along a video, it begins anew at its end, and is played from one file where its pieces are not to be had",
	async (cast) => {
		const { server } = cast;
		const maker = await server.matrix.register(`maker${Date.now()}`);
		const id = await posted(server, maker, await film("card", { seconds: 9 }), { caption: "Nine seconds" });
		const tom = await cast.person({ context: { reducedMotion: "no-preference" } });
		await tom.signUp();
		/** @type {string[]} */
		const files = [];
		tom.page.on("request", (request) => files.push(request.url().replace(/.*\//, "")));
		await tom.open(`/v/${id}`);
		await isWatched(tom, id);
		await untilSeen(tom, (now) => now.running === 1 && now.time > 0, "it runs");
		const bar = watched(tom).getByRole("slider", { name: tom.t("video.position") });
		const jump = (/** @type {number} */ to) =>
			bar.evaluate((input, part) => {
				/** @type {HTMLInputElement} */ (input).value = String(part);
				input.dispatchEvent(new Event("input", { bubbles: true }));
			}, to);
		await jump(0.5);
		await untilSeen(tom, (now) => now.running === 1 && now.time > 4.6, "it runs from the middle on");
		await jump(0.2);
		await untilSeen(tom, (now) => now.time > 1.9 && now.time < 4.4, "and from before it");
		await jump(0.9);
		await untilSeen(tom, (now) => now.time > 8.2, "and from close to its end");
		await untilSeen(tom, (now) => now.running === 1 && now.time > 0.1 && now.time < 4, "it begins anew");
		assert.ok(files.includes("360.m4s") && !files.includes("video.mp4"), "in pieces");

		await tom.page.route("**/*.m4s", (route) => route.fulfill({ status: 404 }));
		await tom.page.reload();
		await isWatched(tom, id);
		await untilSeen(tom, (now) => now.running === 1 && now.time > 0, "it runs all the same");
		assert.ok(files.includes("video.mp4"), "from one file");
	},
);

story("with little motion nothing runs by itself; all of it goes by keyboard", async (cast) => {
	const { ids } = await colours(cast);
	const [red = "", green = "", blue = ""] = ids;
	const mei = await cast.person({ size: "desktop", theme: "dark", lang: "zh" });
	await mei.signUp();
	await inTimeOrder(mei);
	await mei.open("/video");
	await isWatched(mei, red);
	await untilSeen(mei, shows("red"), "the first frame stands there");
	assert.equal((await seen(mei)).running, 0);
	await mei.axe("a video that stands");
	await mei.page.keyboard.press(" ");
	await untilSeen(mei, (now) => now.running === 1 && now.time > 0, "Space plays");
	await mei.page.keyboard.press("m");
	await act(mei, "video.soundOff").waitFor();
	await mei.page.keyboard.press("l");
	await watched(mei)
		.getByRole("button", { name: `${mei.t("video.like")}, 1`, pressed: true })
		.waitFor();
	await mei.page.keyboard.press("ArrowDown");
	await isWatched(mei, green);
	await untilSeen(mei, (now) => now.running === 0 && shows("green")(now), "the next one stands too");
	await mei.keyTo(act(mei, "video.comments"));
	await mei.page.keyboard.press("Enter");
	const panel = mei.page.getByRole("dialog");
	await panel.waitFor();
	await mei.axe("comments beside the video");
	await mei.page.keyboard.press("Escape");
	await panel.waitFor({ state: "detached" });
	assert.ok(await act(mei, "video.comments").evaluate((button) => button === document.activeElement));
	// What one is not interested in does not come up again.
	await watched(mei).click({ button: "right", position: { x: 600, y: 300 } });
	await mei.page.getByRole("dialog").getByText(mei.t("video.notThis"), { exact: true }).click();
	await isWatched(mei, blue);
	await mei.open("/video");
	// Nor does what was watched.
	await isWatched(mei, blue);
});

story("people like, say something, and follow; who made it hears of it in Following", async (cast) => {
	const { maker, ids } = await colours(cast);
	const [red = ""] = ids;
	const tom = await cast.person();
	const ana = await cast.person({ size: "desktop", lang: "zh" });
	await tom.signUp();
	await ana.signUp();
	// By its address: what stands first in For You hangs on what others like.
	await tom.open(`/v/${red}`);
	await isWatched(tom, red);
	await act(tom, "video.like").click();
	await act(tom, "video.comments").click();
	await tom.field("video.say").fill("What a red!");
	await tom.button("video.send").click();
	await tom.page.getByText("What a red!").waitFor();
	await tom.axe("comments over the video");
	await tom.page.keyboard.press("Escape");
	await watched(tom)
		.getByRole("button", { name: /^Follow / })
		.click();
	await watched(tom)
		.getByRole("button", { name: /^Follow / })
		.waitFor({ state: "detached" });
	await tom.open("/video?tab=following");
	await isWatched(tom, red);

	await ana.open(`/v/${red}`);
	await isWatched(ana, red);
	await watched(ana)
		.getByRole("button", { name: `${ana.t("video.like")}, 1` })
		.waitFor();
	await act(ana, "video.comments").click();
	await ana.page.getByText("What a red!").waitFor();
	await ana.button("video.answer").click();
	await ana.page.getByRole("dialog").getByRole("textbox").fill("比西红柿还红！");
	await ana.button("video.send").click();
	// In the list, and not in the field any more: the server has it.
	await ana.page.getByRole("dialog").getByRole("article").getByText("比西红柿还红！").waitFor();
	const { counts } = await cast.server.matrix.request("GET", `/_causeway/v1/videos/${red}`, {
		token: maker.token,
	});
	assert.deepEqual([counts.likes, counts.comments], [1, 2]);
});

story("a video that is sent into an encrypted chat plays there", async (cast) => {
	const { ids } = await colours(cast);
	const [red = ""] = ids;
	const { one, other } = await pair(cast);
	await one.open(`/v/${red}`);
	await isWatched(one, red);
	await act(one, "video.share").click();
	const sheet = one.page.getByRole("dialog");
	await sheet.getByText(other.name).first().click();
	await sheet.getByRole("button", { name: "Forward to 1 chat" }).click();
	await sheet.waitFor({ state: "detached" });
	const card = other.page.getByRole("button", {
		name: other.t("video.playShared", { caption: "A film in red #red" }),
	});
	await card.waitFor();
	await other.axe("a video in a chat");
	// The server hears of it only now.
	assert.equal((await seen(other)).elements, 0);
	await card.click();
	await untilSeen(other, (now) => now.running === 1 && now.time > 0, "it plays in the chat");
	await other.page.locator(`a[href="/v/${red}"]`).click();
	await isWatched(other, red);
});
