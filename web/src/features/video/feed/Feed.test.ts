import { expect, test } from "vitest";
import type { Page } from "../api";
import { type Video, videoOf } from "../shapes";
import { toldVideo } from "../told.fixture";
import { Feed } from "./Feed";

const video = (id: string): Video => videoOf(toldVideo({ id }), "https://example.org") as Video;

/** A feed over pages by cursor; `asked` fills with the cursors. */
function over(pages: Record<string, { ids: string[]; next: string | null }>) {
	const asked: (string | null)[] = [];
	const feed = new Feed(
		async (from): Promise<Page<Video>> => {
			asked.push(from);
			const page = pages[from ?? "first"];
			if (!page) throw new Error("no such page");
			return { items: page.ids.map(video), next: page.next };
		},
		() => undefined,
	);
	return { feed, asked };
}

test("pages follow each other, and each video stands once", async () => {
	const { feed, asked } = over({
		first: { ids: ["a", "b", "b"], next: "2" },
		"2": { ids: ["b", "c"], next: null },
	});
	await feed.loadMore();
	expect(feed.read()).toMatchObject({ ids: ["a", "b"], more: true, loading: false });
	await feed.loadMore();
	expect(feed.read()).toMatchObject({ ids: ["a", "b", "c"], more: false });
	await feed.loadMore();
	expect(asked).toEqual([null, "2"]);
});

test("a page of known videos leads to the next, and a cursor that stays ends the list", async () => {
	const { feed, asked } = over({
		first: { ids: ["a"], next: "2" },
		"2": { ids: ["a"], next: "3" },
		"3": { ids: ["b"], next: "3" },
	});
	await feed.loadMore();
	await feed.loadMore();
	expect(feed.read()).toMatchObject({ ids: ["a", "b"], more: false });
	expect(asked).toEqual([null, "2", "3"]);
});

test("it asks once at a time, and again after a failure", async () => {
	let fail = true;
	let calls = 0;
	const feed = new Feed(
		async () => {
			calls += 1;
			if (fail) throw new Error("offline");
			return { items: [video("a")], next: null };
		},
		() => undefined,
	);
	await Promise.all([feed.loadMore(), feed.loadMore()]);
	expect(calls).toBe(1);
	expect(feed.read()).toMatchObject({ ids: null, error: { message: "offline" }, loading: false });
	fail = false;
	await feed.loadMore();
	expect(feed.read()).toMatchObject({ ids: ["a"], error: null });
});

test("what is watched is remembered, and more comes before the end", async () => {
	const ids = Array.from({ length: 12 }, (_, i) => `v${i}`);
	const { feed, asked } = over({ first: { ids, next: "2" }, "2": { ids: ["z"], next: null } });
	await feed.loadMore();
	feed.seen("v2");
	expect(asked).toHaveLength(1);
	feed.seen("v8");
	await Promise.resolve();
	expect(asked).toEqual([null, "2"]);
	expect(feed.position).toBe("v8");
});

test("of pages of one video as many are fetched as are wanted ahead, and no more", async () => {
	let number = 0;
	const feed = new Feed(
		async () => ({ items: [video(`v${number}`)], next: String(number++) }),
		() => undefined,
		{ ahead: 3 },
	);
	await feed.loadMore();
	expect(feed.read().ids).toHaveLength(1);
	feed.seen("v0");
	await expect.poll(() => feed.read().ids).toHaveLength(4);
	feed.seen("v1");
	await expect.poll(() => feed.read().loading).toBe(false);
	expect(feed.read().ids).toHaveLength(5);
});

test("an answer from before a refresh is not taken", async () => {
	const answers: ((page: Page<Video>) => void)[] = [];
	const feed = new Feed(
		() => new Promise((resolve) => answers.push(resolve)),
		() => undefined,
	);
	const old = feed.loadMore();
	const now = feed.refresh();
	answers[1]?.({ items: [video("new")], next: null });
	answers[0]?.({ items: [video("old")], next: null });
	await Promise.all([old, now]);
	expect(feed.read().ids).toEqual(["new"]);
});
