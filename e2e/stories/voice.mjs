// Voice notes.
import assert from "node:assert/strict";
import { pair } from "../lib/sending.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage();

story("a voice note is recorded, heard before it is sent, and heard by the other", async (cast) => {
	const { one, other } = await pair(cast);
	await one.button("media.voice.record").click();
	const bar = one.page.getByRole("group", { name: one.t("media.voice.recording") });
	await bar.getByRole("timer").filter({ hasText: "0:02" }).waitFor();
	await one.axe("recording");
	await bar.getByRole("button", { name: one.t("media.voice.stop") }).click();
	await bar.getByRole("button", { name: one.t("media.voice.listen") }).waitFor();
	await bar.getByRole("button", { name: one.t("media.voice.send") }).click();

	await other.button("media.play").click();
	await other.button("media.pause").waitFor();
	await other.button("media.speed", { rate: 1 }).click();
	await other.button("media.speed", { rate: 1.5 }).waitFor();
	await other.button("media.play").waitFor();
	await other.axe("a voice note");
});

story("a voice note is sent by letting go, and thrown away by a drag aside", async (cast) => {
	const { one, other } = await pair(cast, { size: "desktop" });
	const { mouse } = one.page;
	const microphone = one.button("media.voice.record");
	const hold = async () => {
		await microphone.hover();
		await mouse.down();
		await one.page.getByRole("timer").filter({ hasText: "0:01" }).waitFor();
	};
	await hold();
	const { x = 0, y = 0 } = (await microphone.boundingBox()) ?? {};
	await mouse.move(x - 150, y + 20, { steps: 4 });
	await one.page.getByRole("timer").waitFor({ state: "detached" });
	await mouse.up();
	await hold();
	await mouse.up();
	await other.button("media.play").waitFor();
	assert.equal(await other.button("media.play").count(), 1);
});
