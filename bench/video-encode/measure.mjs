// `scripts/bench-video-encode`: what the server adds to ffmpeg's own work; prints a table for bench/RESULTS.md.
// --seconds=30 is the length of a clip, --queue=4 how many wait at once; the whole takes some ten minutes.
// The same programs with the same arguments, as the server's log tells them, are run by hand in the same order.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { mustExist } from "../../e2e/lib/places.mjs";
import { Server } from "../../e2e/lib/server.mjs";

/** @param {string} name @param {number} otherwise */
const given = (name, otherwise) =>
	Number(process.argv.find((word) => word.startsWith(`--${name}=`))?.split("=")[1] ?? otherwise);
const sizes = { seconds: given("seconds", 30), queue: given("queue", 4) };
const run = promisify(execFile);

/** @typedef {{program: string, arguments: string[], folder: string}} Ran */

/** A clip as a phone makes one: 1080 by 1920, 30 pictures a second, grain, some 16 Mb/s. */
async function clip() {
	const folder = await mkdtemp(join(tmpdir(), "causeway-bench-"));
	const path = join(folder, "clip.mp4");
	await run("ffmpeg", [
		...["-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc2=s=1080x1920:r=30,noise=alls=12:allf=t"],
		...["-f", "lavfi", "-i", "anoisesrc=c=pink:a=0.4", "-t", String(sizes.seconds), "-pix_fmt", "yuv420p"],
		...["-c:v", "libx264", "-preset", "veryfast", "-b:v", "16M", "-maxrate", "16M", "-bufsize", "16M"],
		...["-c:a", "aac", "-b:a", "128k", path],
	]);
	const bytes = await readFile(path);
	await rm(folder, { recursive: true });
	return bytes;
}

/** Uploads a clip. @param {Server} server @param {string} token @param {Buffer} bytes @returns {Promise<string>} where it is */
async function uploaded(server, token, bytes) {
	const headers = { authorization: `Bearer ${token}`, "tus-resumable": "1.0.0" };
	const made = await fetch(`${server.url}/_causeway/v1/uploads`, {
		method: "POST",
		headers: { ...headers, "upload-length": String(bytes.length) },
	});
	const at = made.headers.get("location") ?? "";
	await fetch(new URL(at, server.url), {
		method: "PATCH",
		headers: { ...headers, "upload-offset": "0", "content-type": "application/offset+octet-stream" },
		body: new Uint8Array(bytes),
	});
	return at;
}

/** Waits until a video is so. @param {Server} server @param {string} token @param {string} id @param {(video: any) => boolean} so */
async function until(server, token, id, so) {
	for (;;) {
		const video = await server.matrix.request("GET", `/_causeway/v1/videos/${id}`, { token });
		if (video.state === "failed") throw new Error(`The video failed: ${video.reason}`);
		if (so(video)) return;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

const playable = (/** @type {any} */ video) => video.state === "ready";
/** All renditions are there: they are the second generation of its files. */
const whole = (/** @type {any} */ video) => playable(video) && /\/media\/2\//.test(video.playback.hls);

/** What the server ran for one video, in order. @param {string[]} log @param {string} id @returns {Ran[]} */
function ranFor(log, id) {
	return log.flatMap((line) => {
		if (!line.includes('"Runs"')) return [];
		const { fields } = JSON.parse(line);
		const { program, folder } = fields;
		return folder.endsWith(`/${id}`) ? [{ program, folder, arguments: JSON.parse(fields.arguments) }] : [];
	});
}

/** Seconds of a piece of work. @param {() => Promise<unknown>} work */
async function seconds(work) {
	const begin = performance.now();
	await work();
	return (performance.now() - begin) / 1000;
}

/** Runs the same by hand, one after the other; how long each took. @param {Ran[]} programs @param {Buffer} bytes */
async function byHand(programs, bytes) {
	const folder = await mkdtemp(join(tmpdir(), "causeway-bench-"));
	await writeFile(join(folder, "in"), bytes);
	const took = [];
	for (const { program, arguments: words } of programs)
		took.push(
			await seconds(() => run("nice", ["-n", "10", program, ...words], { cwd: folder, maxBuffer: 1 << 28 })),
		);
	await rm(folder, { recursive: true });
	return took;
}

const sum = (/** @type {number[]} */ all) => all.reduce((a, b) => a + b, 0);

mustExist();
const [load] = loadavg();
console.error(
	`Load ${load?.toFixed(1)}${(load ?? 0) > 1 ? ": not quiet, the numbers will not mean much" : ""}`,
);
const bytes = await clip();
const server = await Server.start({
	args: ["--log", "json"],
	env: { CAUSEWAY_LOG_FILTER: "info,video::processing::sandbox=debug" },
});
try {
	const { token } = await server.matrix.register("maker");
	const post = async (/** @type {string} */ upload) =>
		(await server.matrix.request("POST", "/_causeway/v1/videos", { token, body: { upload } })).id;
	// Files and programs are in the system's cache from here on.
	const first = await post(await uploaded(server, token, bytes));
	await until(server, token, first, whole);

	const upload = await uploaded(server, token, bytes);
	let id = "";
	const toPlayable = await seconds(async () => {
		id = await post(upload);
		await until(server, token, id, playable);
	});
	await until(server, token, id, whole);
	const programs = ranFor(server.log, id);
	const hand = await byHand(programs, bytes);
	const encodes = programs.map((one, at) => ({ at, is: one.arguments.includes("-var_stream_map") }));
	const early = encodes.find(({ is }) => is)?.at ?? 0;

	/** @type {string[]} */
	const uploads = [];
	for (let i = 0; i < sizes.queue; i++) uploads.push(await uploaded(server, token, bytes));
	const queue = await seconds(async () => {
		const ids = await Promise.all(uploads.map(post));
		await Promise.all(ids.map((one) => until(server, token, one, whole)));
	});
	const again = await seconds(async () => {
		for (let i = 0; i < sizes.queue; i++) await byHand(programs, bytes);
	});
	const bare = hand[early] ?? 0;
	const row = (/** @type {(string | number)[]} */ ...cells) => console.log(`| ${cells.join(" | ")} |`);
	row("", "by hand, s", "server, s", "ratio", "aim");
	row("---", "---", "---", "---", "---");
	row(
		`${sizes.queue} clips of ${sizes.seconds} s at 1080, the queue full: all renditions`,
		again.toFixed(1),
		queue.toFixed(1),
		`${((100 * again) / queue).toFixed(1)} % of the throughput`,
		"≥ 95 %",
	);
	row(
		`1 clip: from the end of the upload to playable, beside its bare encode to 480 and below`,
		bare.toFixed(1),
		toPlayable.toFixed(1),
		`${(toPlayable / bare).toFixed(2)} ×`,
		"",
	);
	row(`1 clip: all ${programs.length} programs`, sum(hand).toFixed(1), "", "", "");
} finally {
	await server.close();
}
