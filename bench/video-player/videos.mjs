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
		if (given) await posted(server, maker, given, { caption: `Video ${i} #bench` });
	}
}
