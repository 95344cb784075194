// Short films, drawn by ffmpeg's own generators: nobody's face, nobody's rights. And videos that are there before a
// story begins.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** @typedef {{name: string, mimeType: string, buffer: Buffer}} Given */

const run = promisify(execFile);

/** Pictures that move; each is told from the others at a glance. */
const scenes = {
	card: "testsrc2=s=360x640:r=25",
	bars: "smptehdbars=s=360x640:r=25",
	fractal: "mandelbrot=s=360x640:r=25",
	life: "life=s=90x160:r=25:mold=10:ratio=0.3:life_color=#3CC6BD:death_color=#A8325A:seed=7,scale=360:640:flags=neighbor",
	red: "color=c=#8a2030:s=360x640:r=25",
	green: "color=c=#206a3c:s=360x640:r=25",
	blue: "color=c=#20408a:s=360x640:r=25",
	wide: "testsrc2=s=640x360:r=25",
};

/**
 * A film with a tone, as a phone writes one.
 * @param {keyof typeof scenes} scene @param {{seconds?: number, bitrate?: string, size?: string, silent?: boolean}} [how] `bitrate`: of the picture, filled up to that; `size`: another one, of the same shape; `silent`: without the tone, which is half of the work
 * @returns {Promise<Given>}
 */
export async function film(scene, { seconds = 3, bitrate, size, silent } = {}) {
	const folder = await mkdtemp(join(tmpdir(), "causeway-film-"));
	try {
		const path = join(folder, "film.mp4");
		const rate = bitrate
			? ["-b:v", bitrate, "-minrate", bitrate, "-maxrate", bitrate, "-bufsize", bitrate]
			: [];
		const filler = bitrate ? ["-x264-params", "nal-hrd=cbr"] : [];
		await run("ffmpeg", [
			...["-v", "error", "-nostdin", "-f", "lavfi", "-i", scenes[scene]],
			...(silent ? [] : ["-f", "lavfi", "-i", "sine=frequency=330"]),
			...["-t", String(seconds), "-pix_fmt", "yuv420p"],
			...(size ? ["-s", size] : []),
			...["-c:v", "libx264", "-preset", "ultrafast", "-g", "50", ...rate, ...filler, "-c:a", "aac", path],
		]);
		return { name: `${scene}.mp4`, mimeType: "video/mp4", buffer: await readFile(path) };
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

/**
 * A video that somebody has posted: without the app, which is not what a story that calls this is about.
 * @param {import("./server.mjs").Server} server @param {import("./matrix.mjs").Account} by
 * @param {Given} given @param {Record<string, unknown>} [how] more of `POST videos`
 * @returns {Promise<string>} the video's id, as soon as it can be watched
 */
export async function posted(server, by, { buffer }, how = {}) {
	const { token } = by;
	const at = await fetch(`${server.url}/_causeway/v1/uploads`, {
		method: "POST",
		headers: {
			authorization: `Bearer ${token}`,
			"tus-resumable": "1.0.0",
			"upload-length": String(buffer.length),
		},
	});
	const upload = new URL(at.headers.get("location") ?? "", server.url);
	await fetch(upload, {
		method: "PATCH",
		headers: {
			authorization: `Bearer ${token}`,
			"tus-resumable": "1.0.0",
			"upload-offset": "0",
			"content-type": "application/offset+octet-stream",
		},
		body: /** @type {BodyInit} */ (/** @type {unknown} */ (buffer)),
	});
	const body = { upload: upload.pathname, ...how };
	const { id } = await server.matrix.request("POST", "/_causeway/v1/videos", { token, body });
	for (let tries = 0; tries < 1200; tries++) {
		const { state, reason } = await server.matrix.request("GET", `/_causeway/v1/videos/${id}`, { token });
		if (state === "ready") return id;
		if (state === "failed") throw new Error(`The video failed: ${reason}`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error("The video is not ready");
}
