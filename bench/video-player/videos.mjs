// Videos for the bench: vertical, of different lengths and of different weight, by the generators of ffmpeg.
import { film, posted } from "../../e2e/lib/films.mjs";

const scenes = /** @type {const} */ (["card", "fractal", "life", "bars"]);

/** @param {import("../../e2e/lib/server.mjs").Server} server @param {number} count */
export async function seed(server, count) {
	const maker = await server.matrix.register("maker");
	const films = [];
	for (const [index, scene] of scenes.entries())
		for (const seconds of [6, 9])
			films.push(await film(scene, { seconds: seconds + index, size: "720x1280" }));
	for (let i = 0; i < count; i++) {
		const given = films[i % films.length];
		if (given)
			await whole(server, maker, await posted(server, maker, given, { caption: `Video ${i} #bench` }));
	}
}

/** Until the largest quality is there, too: nothing is encoded while the player is measured. @param {import("../../e2e/lib/server.mjs").Server} server @param {import("../../e2e/lib/matrix.mjs").Account} by @param {string} id */
async function whole(server, { token }, id) {
	for (;;) {
		const { playback } = await server.matrix.request("GET", `/_causeway/v1/videos/${id}`, { token });
		const master = await (await fetch(`${server.url}${playback.hls}`)).text();
		if (master.includes("720.m3u8")) return;
		await new Promise((resolve) => setTimeout(resolve, 500));
	}
}
