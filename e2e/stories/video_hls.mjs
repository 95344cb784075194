// The field's own player: hls.js plays what the server tells of a video, all qualities of it, and jumps.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { film, posted } from "../lib/films.mjs";
import { stage } from "../lib/stage.mjs";

const { story } = stage();

const library = fileURLToPath(import.meta.resolve("hls.js/dist/hls.min.js"));

story("hls.js plays a video in each of its qualities, and from the middle on", async (cast) => {
	const { server } = cast;
	const maker = await server.matrix.register("maker");
	const id = await posted(server, maker, await film("card", { seconds: 6, size: "480x854" }));
	const { playback } = await server.matrix.request("GET", `/_causeway/v1/videos/${id}`, {
		token: maker.token,
	});
	// The library stands in a page of the same address, where the app's policy allows no other scripts.
	const { page } = await cast.person({ context: { bypassCSP: true } });
	await page.goto(server.url);
	await page.addScriptTag({ path: library });
	const played = await page.evaluate(async (address) => {
		const { Hls } = /** @type {{Hls: typeof import("hls.js").default}} */ (/** @type {unknown} */ (self));
		const element = document.createElement("video");
		element.muted = true;
		document.body.append(element);
		const hls = new Hls({ enableWorker: false });
		/** @type {string[]} */
		const errors = [];
		hls.on(Hls.Events.ERROR, (_event, { fatal, details }) => void (fatal && errors.push(details)));
		hls.loadSource(address);
		hls.attachMedia(element);
		await new Promise((resolve) => hls.once(Hls.Events.MANIFEST_PARSED, resolve));
		await element.play();
		const runs = (/** @type {number} */ from) =>
			new Promise((resolve) => {
				const look = () => (element.currentTime > from + 0.3 ? resolve(0) : requestAnimationFrame(look));
				look();
			});
		const sizes = [];
		for (const level of hls.levels.keys()) {
			hls.currentLevel = level;
			while (
				Math.min(element.videoWidth, element.videoHeight) !==
				Math.min(hls.levels[level]?.width ?? 0, hls.levels[level]?.height ?? 0)
			)
				await new Promise((resolve) => requestAnimationFrame(resolve));
			sizes.push(element.videoWidth);
		}
		element.currentTime = 4;
		await runs(4);
		hls.destroy();
		return { sizes: sizes.sort((a, b) => a - b), errors };
	}, playback.hls);
	assert.deepEqual(played, { sizes: [360, 480], errors: [] });
});
