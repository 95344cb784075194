import { expect, test, vi } from "vitest";
import { memoryVault, type Vault } from "@/lib/vault";
import { Core, type CorePorts } from "./Core";
import { toJson } from "./keep/json";
import type { Written } from "./packs/writing";
import { world } from "./rank/world";
import { Served } from "./serving";

// Many runs of each property, also where the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const all: Written[] = world().map(({ item, pack, at }) => ({
	item: item.raw as Record<string, unknown>,
	vectors: pack.vectors.slice(at, at + 256),
}));
const none = { unwanted: [], again: false };
const about = { author: "@x:y", tags: [], language: null, sound: null, seconds: 10 };

async function core(served: Served, vault: Vault = memoryVault(toJson)): Promise<Core> {
	const ports: CorePorts = {
		me: "@me:example.org",
		languages: ["en"],
		vault,
		locked: (_name, run) => run(),
		keeper: served.keeper(),
		now: () => served.now,
		random: () => 0.4,
		changed: () => undefined,
	};
	const made = new Core(ports);
	await made.open();
	return made;
}

/** Swipes through so many: what has the tag is watched to its end, the rest left. Returns the last ten. */
async function swipe(made: Core, tag: string, times: number): Promise<string[]> {
	const shown: string[] = [];
	while (shown.length < times) {
		const { videos } = made.next({ shown, count: 3, ...none });
		if (videos.length === 0) break;
		for (const { raw } of videos) {
			const liked = (raw.tags as string[]).includes(tag);
			const watched = liked ? { seconds: 20, part: 1 } : { seconds: 1, part: 0.05 };
			await made.event({ kind: "watched", video: String(raw.id), replays: 0, ...watched }, about);
			shown.push(String(raw.id));
		}
	}
	return shown.slice(-10);
}

const tagOf = (id: string) =>
	(all.find(({ item }) => item.id === id)?.item.tags as string[] | undefined)?.[0];
const share = (ids: string[], tag: string) => ids.filter((id) => tagOf(id) === tag).length / ids.length;

test("after thirty swipes opposite tastes have different feeds, and a reset forgets", async () => {
	const served = new Served();
	await served.put(all);
	const [one, other] = [await core(served), await core(served)];
	for (const made of [one, other]) {
		await made.ask();
		expect(made.state()).toMatchObject({ packs: "ready", begun: false, keeping: "yes" });
	}
	expect(share(await swipe(one, "t0", 30), "t0")).toBeGreaterThanOrEqual(0.5);
	expect(share(await swipe(other, "t1", 30), "t1")).toBeGreaterThanOrEqual(0.5);
	expect(one.knows().tags[0]?.name).toBe("t0");
	expect(other.knows().tags[0]?.name).toBe("t1");
	// Nothing but the list and the pack was asked for, by either of them.
	expect(new Set(served.asked).size).toBe(2);
	await one.reset();
	expect(one.knows()).toMatchObject({ tags: [], moments: [] });
	expect(
		share(
			one.next({ shown: [], count: 12, ...none }).videos.map(({ raw }) => String(raw.id)),
			"t0",
		),
	).toBeLessThan(0.5);
});

test("what was learnt is there on the next visit, also in another mood's absence", async () => {
	const served = new Served();
	const vault = memoryVault(toJson);
	await served.put(all);
	const first = await core(served, vault);
	await first.ask();
	await swipe(first, "t0", 12);
	await first.enter("evening", "Evening");
	expect(first.knows().moments).toEqual([]);
	await swipe(first, "t1", 6);
	const second = await core(served, vault);
	expect(second.state()).toMatchObject({ current: "evening", packs: "ready" });
	await second.enter("first");
	expect(second.knows().tags[0]?.name).toBe("t0");
	// Seen in one mood is seen in all.
	const { videos } = second.next({ shown: [], count: 200, ...none });
	expect(videos).toHaveLength(all.length - 18);
	await second.dropMood("evening");
	expect(second.state().moods).toHaveLength(1);
});

test("paused, nothing is learnt; exported, it can be taken elsewhere", async () => {
	const served = new Served();
	await served.put(all);
	const made = await core(served);
	await made.ask();
	await made.choose({ paused: true });
	await swipe(made, "t0", 6);
	expect(made.knows().moments).toEqual([]);
	await made.choose({ paused: false });
	await swipe(made, "t0", 6);
	const file = made.export();
	const elsewhere = await core(served);
	await elsewhere.import(file);
	expect(elsewhere.knows()).toEqual(made.knows());
	expect(elsewhere.state().moods).toHaveLength(2);
	await expect(elsewhere.import("{}")).rejects.toThrow("foreign");
	await expect(elsewhere.import("[[[")).rejects.toThrow("foreign");
	await expect(elsewhere.import(file.replace('"version":1', '"version":2'))).rejects.toThrow("newer");
});

test("never is never, first interests come first, and nothing left is said why", async () => {
	const served = new Served();
	await served.put(all);
	const made = await core(served);
	await made.ask();
	await made.begin(["t2"]);
	const ids = (page = made.next({ shown: [], count: 10, ...none })) =>
		page.videos.map(({ raw }) => String(raw.id));
	expect(share(ids(), "t2")).toBeGreaterThan(0.5);
	expect(made.next({ shown: [], count: 1, ...none }).videos[0]?.why[0]).toMatchObject({
		kind: "interest",
		tag: "t2",
	});
	await made.say({ kind: "tag", name: "t2" }, "never");
	expect(share(ids(), "t2")).toBe(0);
	for (const tag of ["t0", "t1", "t3"]) await made.say({ kind: "tag", name: tag }, "never");
	expect(made.next({ shown: [], count: 10, ...none })).toEqual({ videos: [], barren: "blocked" });
	for (const tag of ["t0", "t1", "t2", "t3"]) await made.say({ kind: "tag", name: tag }, "allow");
	await made.keepMine({
		liked: [],
		saved: [],
		reposted: [],
		following: [],
		hidden: all.map(({ item }) => String(item.author)),
	});
	expect(made.next({ shown: [], count: 10, ...none }).barren).toBe("blocked");
});

test("three videos, all seen: again only when asked for; and an empty server", async () => {
	const served = new Served();
	await served.put(all.slice(0, 3));
	const made = await core(served);
	await made.ask();
	expect(await swipe(made, "t0", 10)).toHaveLength(3);
	expect(made.next({ shown: [], count: 3, ...none })).toEqual({ videos: [], barren: "seen" });
	expect(made.next({ shown: [], count: 3, ...none, again: true }).videos).toHaveLength(3);
	const empty = new Served();
	empty.list({ packs: [] });
	const nothing = await core(empty);
	await nothing.ask();
	expect(nothing.state().packs).toBe("ready");
	expect(nothing.next({ shown: [], count: 3, ...none })).toEqual({ videos: [], barren: "empty" });
	const old = await core(new Served());
	await old.ask();
	expect(old.state().packs).toBe("missing");
});

test("what one device learns, the other knows after a letter; a reset and a deleted mood reach it, too", async () => {
	const served = new Served();
	await served.put(all);
	const [phone, laptop] = [await core(served), await core(served)];
	for (const made of [phone, laptop]) await made.ask();
	await swipe(phone, "t0", 21);
	await phone.choose({ surprise: 0.9 });
	await phone.enter("evening", "Evening");
	await swipe(phone, "t1", 6);
	const send = async (from: Core, to: Core, turn = 0) => to.takeLetter("PHONE", await from.letter(turn));
	await send(phone, laptop, 1);
	expect(laptop.state()).toMatchObject({ current: "first", begun: true, settings: { surprise: 0.9 } });
	expect(laptop.state().moods).toHaveLength(2);
	expect(laptop.state().exchanged.get("PHONE")).toBe(served.now);
	expect(laptop.knows().tags[0]?.name).toBe("t0");
	// Seen there is seen here.
	expect(laptop.next({ shown: [], count: 500, ...none }).videos).toHaveLength(all.length - 27);
	const known = laptop.knows();
	await send(phone, laptop);
	expect(laptop.knows()).toEqual(known);

	served.now += 1000;
	await laptop.reset();
	await laptop.dropMood("evening");
	await send(phone, laptop);
	expect(laptop.knows().moments).toEqual([]);
	await send(laptop, phone);
	expect(phone.state()).toMatchObject({ current: "first", moods: [{ id: "first" }] });
	expect(phone.knows()).toMatchObject({ moments: [], tags: [] });
	expect(phone.next({ shown: [], count: 500, ...none }).videos).toHaveLength(all.length);
	await swipe(phone, "t0", 6);
	await send(laptop, phone);
	expect(phone.knows().moments).toHaveLength(6);
	await expect(phone.takeLetter("PHONE", ["x"])).rejects.toThrow("foreign");
});

test("forgotten on one device, it stays forgotten", async () => {
	const served = new Served();
	await served.put(all);
	const [one, other] = [await core(served), await core(served)];
	for (const made of [one, other]) await made.ask();
	for (const { raw } of one.next({ shown: [], count: 3, ...none }).videos) {
		served.now += 1000;
		await one.event({ kind: "watched", video: String(raw.id), seconds: 20, part: 1, replays: 0 }, about);
	}
	await other.takeLetter("ONE", await one.letter(0));
	const [moment] = one.knows().moments;
	await one.forget([moment?.id ?? ""]);
	await one.takeLetter("OTHER", await other.letter(0));
	expect(one.knows().moments).toHaveLength(2);
	await other.takeLetter("ONE", await one.letter(0));
	expect(other.knows()).toEqual(one.knows());
});

test("what one liked where it stood does not come up again", async () => {
	const served = new Served();
	await served.put(all);
	const made = await core(served);
	await made.ask();
	const [first] = made.next({ shown: [], count: 1, ...none }).videos;
	const video = String(first?.raw.id);
	const comes = () =>
		made.next({ shown: [], count: all.length, ...none }).videos.some(({ raw }) => raw.id === video);
	await made.event({ kind: "act", video, act: "like", on: false }, about);
	expect(comes()).toBe(true);
	await made.event({ kind: "act", video, act: "like", on: true }, about);
	expect(comes()).toBe(false);
});
