// Making a video with what others made: to a sound, beside another's video, faster or slower.
import assert from "node:assert/strict";
import { film, posted } from "../lib/films.mjs";
import { stage } from "../lib/stage.mjs";
import { isWatched, untilSeen } from "../lib/watching.mjs";

const { story } = stage();

/** @typedef {import("../lib/person.mjs").Person} Person */

/** @param {Person} who @param {string} act a message @param {string} name */
const actFor = (who, act, name) =>
	who.page.getByRole("button", { name: who.t("video.actFor", { act: who.t(act), name }), exact: true });

/** Records for about so long, by the clock of the film that it becomes. @param {Person} who @param {number} seconds */
async function record(who, seconds) {
	await who.button("video.camera.begin").click();
	await who.page
		.getByRole("timer")
		.filter({ hasText: `0:0${seconds} /` })
		.waitFor();
	await who.button("video.pause").click();
}

/** Posts, and waits until it is up. @param {Person} who @param {string} caption @returns {Promise<any>} as others see it */
async function post(who, caption) {
	await who.field("video.caption").fill(caption);
	await who.button("video.post").click();
	await who.page.getByText(who.t("video.stage.ready")).waitFor();
	const { videos } = await who.server.matrix.request("GET", "/_causeway/v1/feed/fresh?limit=1");
	return videos[0];
}

/** What runs beside the recording. @param {Person} who */
const companion = (who) =>
	who.page
		.getByTestId("companion")
		.evaluate(
			(/** @type {HTMLVideoElement} */ { currentTime, paused, muted, playbackRate, clientWidth }) => ({
				time: currentTime,
				paused,
				muted,
				playbackRate,
				clientWidth,
			}),
		);

story("a sound is searched, heard, chosen and danced to", async ({ server, person }) => {
	const ana = await person({ name: "ana" });
	await ana.signUp();
	const rain = await posted(server, ana.account, await film("blue", { seconds: 4 }), {
		caption: "Rain on the roof #rain",
	});
	await posted(server, ana.account, await film("red"), { caption: "Frogs at night" });
	const tom = await person({ name: "tom", context: { reducedMotion: "no-preference" } });
	await tom.signUp();
	await tom.open("/video/new");
	await tom.button("video.sound.add").click();
	await actFor(tom, "video.play", "Frogs at night").waitFor();
	await tom.axe("sounds to choose from");
	await tom.fits("sounds to choose from");
	await tom.page.getByRole("radio", { name: tom.t("video.sound.saved") }).click();
	await tom.page.getByText(tom.t("video.sound.noSaved")).waitFor();
	await tom.field("video.sound.search").fill("roof");
	await actFor(tom, "video.play", "Rain on the roof").click();
	await actFor(tom, "video.pause", "Rain on the roof").waitFor();
	await actFor(tom, "video.play", "Frogs at night").waitFor({ state: "detached" });
	await actFor(tom, "video.sound.use", "Rain on the roof").click();
	await tom.page.getByRole("region", { name: tom.t("video.sound"), exact: true }).waitFor();
	await tom.page.getByRole("button", { name: new RegExp(`^${tom.t("video.record")}`) }).click();
	await tom.button("video.camera.hearNot").waitFor();
	assert.equal((await companion(tom)).paused, true, "it waits for the recording");
	await tom.axe("the camera with a sound");
	await record(tom, 2);
	const heard = await companion(tom);
	assert.deepEqual([heard.paused, heard.muted], [true, false]);
	assert.ok(heard.time > 1.5 && heard.time < 3.5, `the sound is at ${heard.time} s`);
	await tom.button("video.camera.done").click();
	await tom.field("video.caption").waitFor();
	await tom.axe("the last step with a sound");
	const { id, sound } = await post(tom, "Dancing");
	assert.equal(sound.id, rain);
	await tom.open(`/video/sound/${rain}`);
	await tom.page.getByRole("link", { name: /Dancing/ }).waitFor();
	await tom.open(`/v/${id}`);
	await isWatched(tom, id);
});

story("a sound is changed and taken away before one posts", async ({ server, person }) => {
	const ana = await person({ size: "desktop", lang: "zh", theme: "dark" });
	await ana.signUp();
	await posted(server, ana.account, await film("green"), { caption: "蛙声一片" });
	await ana.open("/video/new");
	const chooser = ana.page.waitForEvent("filechooser");
	await ana.page.getByRole("button", { name: new RegExp(`^${ana.t("video.pick")}`) }).click();
	await (await chooser).setFiles(await film("card"));
	// Where one chooses the file there is such a button, too.
	await ana.field("video.caption").waitFor();
	await ana.button("video.sound.add").click();
	await ana.page.getByRole("radio", { name: ana.t("video.sound.mine") }).click();
	await actFor(ana, "video.sound.use", "蛙声一片").click();
	await ana.field("video.volumeTheirs").waitFor();
	await ana.button("video.sound.none").click();
	await ana.field("video.volumeTheirs").waitFor({ state: "detached" });
	const { id, sound } = await post(ana, "还是原声好");
	assert.equal(sound.id, id);
});

story("what was recorded at double speed lasts half as long", async ({ person }) => {
	const mei = await person({ name: "mei", lang: "zh", context: { reducedMotion: "no-preference" } });
	await mei.signUp();
	await mei.open("/video/new/camera");
	await mei.page.getByRole("radio", { name: "2×" }).click();
	await mei.axe("the camera with its speeds");
	const began = Date.now();
	await record(mei, 2);
	const took = (Date.now() - began) / 1000;
	await mei.button("video.camera.done").click();
	await mei.field("video.caption").waitFor();
	assert.equal(await mei.page.getByRole("radio", { name: "2×" }).getAttribute("aria-checked"), "true");
	const { id, duration_ms: ms } = await post(mei, "快动作");
	assert.ok(took > 2.5, `it was recorded for ${took} s`);
	assert.ok(ms > 1500 && ms / 1000 < took * 0.75, `of ${took} s there are ${ms} ms`);
	await mei.open(`/v/${id}`);
	await isWatched(mei, id);
	await untilSeen(mei, (now) => now.time > 0.1 && now.width > 0, "the recording plays");
});

story(
	"a duet is recorded beside the other video, which runs and rests with it",
	async ({ server, person }) => {
		const ana = await person({ name: "lea" });
		await ana.signUp();
		const other = await posted(server, ana.account, await film("blue", { seconds: 4 }), {
			caption: "Sing with me",
		});
		const tom = await person({ name: "leo", context: { reducedMotion: "no-preference" } });
		await tom.signUp();
		await tom.open(`/video/new/camera?duet=${other}`);
		const time = tom.page.getByRole("timer");
		await time.filter({ hasText: "0:00 / 0:04" }).waitFor();
		await tom.axe("the camera beside another video");
		const before = await companion(tom);
		assert.deepEqual([before.paused, before.muted], [true, true]);
		const { width } = /** @type {{width: number}} */ (tom.page.viewportSize());
		assert.equal(before.clientWidth, width / 2, "half of the screen is the other's");
		await record(tom, 1);
		const paused = await companion(tom);
		assert.equal(paused.paused, true);
		assert.ok(paused.time > 0.7 && paused.time < 2.5, `the other is at ${paused.time} s`);
		await tom.button("video.camera.hear").click();
		await tom.button("video.camera.goOn").click();
		// It ends by itself where the other ends.
		await tom.button("video.camera.goOn").waitFor();
		await time.filter({ hasText: "0:04 / 0:04" }).waitFor();
		assert.equal((await companion(tom)).muted, false);
		await tom.button("video.camera.done").click();
		await tom.field("video.caption").waitFor();
		const { duet_of: of, width: wide, height } = await post(tom, "Together");
		assert.equal(of, other);
		assert.ok(wide > height / 2 && wide < height * 3, `it is ${wide} × ${height}`);
	},
);
