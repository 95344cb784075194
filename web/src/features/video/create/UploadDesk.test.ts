import type { MatrixClient } from "matrix-js-sdk";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RequestError } from "@/matrix/http";
import { toldVideo } from "../told.fixture";
import type { UploadEvent } from "./uploadState";

const MiB = 1024 * 1024;

/** What the server and the device hold; made anew for each test. */
const world = vi.hoisted(() => ({
	drafts: new Map<string, unknown>(),
	files: new Map<string, unknown>(),
	/** Bytes that have come, by the upload's address. */
	uploads: new Map<string, number>(),
	asked: [] as string[],
	/** What the next requests of an upload answer instead; `undefined`: as they should. */
	breaks: [] as (UploadEvent | undefined)[],
	/** `GET videos/v1`, one after the other; the last one stays. */
	states: [] as Record<string, unknown>[],
	online: true,
}));

vi.mock("./drafts", async (original) => {
	const store = (map: Map<string, unknown>) => ({
		get: async (key: string) => map.get(key),
		set: async (key: string, value: unknown) => void map.set(key, value),
		delete: async (key: string) => void map.delete(key),
		values: async () => [...map.values()],
	});
	return {
		...(await original<typeof import("./drafts")>()),
		savedDrafts: store(world.drafts),
		savedFiles: store(world.files),
	};
});

vi.mock("./tus", () => ({
	createUpload: async (): Promise<UploadEvent> => {
		world.asked.push("create");
		const broken = world.breaks.shift();
		if (broken) return broken;
		const url = `/u/${world.uploads.size + 1}`;
		world.uploads.set(url, 0);
		return { got: "created", url };
	},
	askOffset: async (_token: string, url: string): Promise<UploadEvent> => {
		world.asked.push("ask");
		const offset = world.uploads.get(url);
		return offset === undefined ? { got: "broke", status: 404 } : { got: "offset", offset };
	},
	sendPiece: async (
		_token: string,
		url: string,
		{ piece, offset }: { piece: Blob; offset: number },
	): Promise<UploadEvent> => {
		world.asked.push(`send ${offset / MiB}`);
		const broken = world.breaks.shift();
		if (broken) return broken;
		world.uploads.set(url, offset + piece.size);
		return { got: "offset", offset: offset + piece.size };
	},
	dropUpload: async (_token: string, url: string) => void world.asked.push(`drop ${url}`),
}));

vi.mock("@/matrix/http", async (original) => ({
	...(await original<typeof import("@/matrix/http")>()),
	request: async (method: string, path: string) => {
		if (path.endsWith("/host")) return {};
		world.asked.push(`${method} ${path.replace("/_causeway/v1/", "")}`);
		if (!world.online) throw new RequestError(0, "", "offline", {});
		if (method === "POST" && path.endsWith("/videos")) return { id: "v1", state: "processing" };
		if (path.endsWith("/retry")) return {};
		if (path.endsWith("/videos/v1")) {
			const state = world.states.length > 1 ? world.states.shift() : world.states[0];
			return toldVideo({ id: "v1", author: "@mei:x", ...state });
		}
		return { videos: [], next: null };
	},
}));

const { UploadDesk } = await import("./UploadDesk");

const client = {
	getAccessToken: () => "token",
	getSafeUserId: () => "@mei:x",
} as unknown as MatrixClient;

const facts = { seconds: 5, width: 9, height: 16, cover: null };
const film = () => new Blob([new Uint8Array(13 * MiB)], { type: "video/mp4" });

/** Lets time pass until a draft is so far. */
async function until(desk: InstanceType<typeof UploadDesk>, stage: string): Promise<void> {
	for (let i = 0; i < 400; i += 1) {
		if (desk.read()[0]?.stage === stage) return;
		await vi.advanceTimersByTimeAsync(250);
	}
	throw new Error(`It is ${desk.read()[0]?.stage}, not ${stage}: ${world.asked.join(", ")}`);
}

beforeEach(() => {
	vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
	vi.stubGlobal("location", new URL("https://x/"));
	vi.stubGlobal("addEventListener", () => undefined);
	vi.stubGlobal("removeEventListener", () => undefined);
	for (const map of [world.drafts, world.files, world.uploads]) map.clear();
	world.asked = [];
	world.breaks = [];
	world.states = [{ state: "processing", progress: 40 }, { state: "ready" }];
	world.online = true;
});
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

test("a file goes up in pieces, becomes a video, and is forgotten here when the video is ready", async () => {
	const desk = new UploadDesk(client);
	const { id } = await desk.add(film(), facts);
	desk.choose(id, { caption: " Hi #noodles " });
	desk.post(id);
	await until(desk, "ready");
	expect(world.asked.slice(0, 5)).toEqual(["create", "send 0", "send 6", "send 12", "POST videos"]);
	expect(world.files.size).toBe(0);
	expect(desk.read()[0]).toMatchObject({ videoId: "v1", caption: " Hi #noodles " });
});

test("a lost link is waited for, and only what is missing is sent", async () => {
	world.breaks = [undefined, undefined, undefined, { got: "broke", status: 0 }];
	const desk = new UploadDesk(client);
	const { id } = await desk.add(film(), facts);
	desk.post(id);
	await until(desk, "ready");
	expect(world.asked.slice(0, 6)).toEqual(["create", "send 0", "send 6", "send 12", "ask", "send 12"]);
});

test("what a closed page left is taken up where the server stands", async () => {
	const before = new UploadDesk(client);
	const { id } = await before.add(film(), facts);
	world.drafts.set(id, { ...before.read()[0], stage: "uploading", upload: "/u/1" });
	world.uploads.set("/u/1", 12 * MiB);
	const desk = new UploadDesk(client);
	await desk.loaded;
	await until(desk, "ready");
	expect(world.asked.slice(0, 3)).toEqual(["ask", "send 12", "POST videos"]);
});

test("a draft goes up while it is written, and waits to be posted", async () => {
	const desk = new UploadDesk(client);
	const { id } = await desk.add(film(), facts);
	desk.begin(id);
	await vi.advanceTimersByTimeAsync(5_000);
	expect(desk.read()[0]).toMatchObject({ stage: "draft", upload: "/u/1" });
	expect(world.asked).not.toContain("POST videos");
	desk.post(id);
	await until(desk, "ready");
	expect(world.asked.filter((one) => one.startsWith("send"))).toHaveLength(3);
});

test("a file that the server does not take fails with its reason, and can be tried again", async () => {
	world.breaks = [{ got: "broke", status: 413 }];
	const desk = new UploadDesk(client);
	const { id } = await desk.add(film(), facts);
	desk.post(id);
	await until(desk, "failed");
	expect(desk.read()[0]?.reason).toBe("tooLarge");
	desk.retry(id);
	await until(desk, "ready");
});

test("a failed processing tells the server's reason, and its retry asks the server", async () => {
	world.states = [{ state: "failed", reason: "No picture in it" }];
	const desk = new UploadDesk(client);
	const { id } = await desk.add(film(), facts);
	desk.post(id);
	await until(desk, "failed");
	expect(desk.read()[0]?.reason).toBe("No picture in it");
	world.states = [{ state: "ready" }];
	desk.retry(id);
	await until(desk, "ready");
	expect(world.asked).toContain("POST videos/v1/retry");
});

test("posting goes on when the link is lost between upload and video", async () => {
	const desk = new UploadDesk(client);
	const { id } = await desk.add(film(), facts);
	world.online = false;
	desk.post(id);
	await vi.waitFor(() => expect(world.asked).toContain("POST videos"), { interval: 0 });
	await vi.advanceTimersByTimeAsync(1_000);
	expect(desk.read()[0]?.stage).toBe("uploading");
	world.online = true;
	await until(desk, "ready");
});

test("what is discarded is stopped, and dropped here and on the server", async () => {
	const desk = new UploadDesk(client);
	const { id } = await desk.add(film(), facts);
	desk.begin(id);
	await vi.advanceTimersByTimeAsync(5_000);
	await desk.discard(id);
	expect(desk.read()).toEqual([]);
	expect([world.drafts.size, world.files.size]).toEqual([0, 0]);
	expect(world.asked.at(-1)).toBe("drop /u/1");
});
