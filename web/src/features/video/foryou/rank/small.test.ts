// A small server: few videos by few people, all of them new, and hardly anything done in public.
import { expect, test, vi } from "vitest";
import { newModel } from "../model/model";
import { readPack, vectorBytes } from "../packs/read";
import { plainItem, writePack } from "../packs/writing";
import { seeded } from "../random";
import { newSettings } from "../settings";
import { isForNew, newPart } from "./explore";
import { learned } from "./learned";
import type { Candidate, Ranked } from "./ranker";
import { score } from "./score";
import { trustIn } from "./trust";
import { does, left, viewer, whole, world } from "./world";

// Many runs, also where the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const topics = ["sea", "garden", "night", "loop", "rain", "trains"];

/** 64 videos by six people, of each topic by all of them; of their vectors nothing can be learnt. */
function village(): Candidate[] {
	const random = seeded(11);
	const all = Array.from({ length: 64 }, (_, i) => {
		const vectors = new Int8Array(vectorBytes).map(() => Math.round((random() - 0.5) * 200));
		const item = plainItem(`v${String(i).padStart(4, "0")}`, {
			author: `@a${Math.floor(i / 6) % 6}:example.org`,
			tags: [topics[i % 6] ?? "", `also${i % 7}`],
			created_ts: 2e12 - i * 1000,
			group: "new",
			new_creator: true,
			acts: i % 6,
		});
		return { item, vectors };
	});
	const pack = readPack(writePack(all), "full");
	return pack.items.map((item, i) => ({ item, pack, at: i * vectorBytes }));
}

const candidates = village();
const itemOf = (id: string) => (candidates.find(({ item }) => item.id === id) as Candidate).item;

/** Swipes through so many as the app shows them: three stand fast ahead of the one that is watched. `taste`: watched whole. */
function swipes(taste: string, times: number, seed: number): Ranked[] {
	const model = newModel();
	const feed: Ranked[] = [];
	const seen = new Map<string, number>();
	for (let at = 0; at < times; at++) {
		while (feed.length - at <= 3) {
			const shown = new Set(feed.map(({ id }) => id));
			const free = candidates.filter(({ item }) => !shown.has(item.id));
			const before = feed.slice(-20).map(({ id }) => itemOf(id));
			const me = viewer(candidates, { model, seen, before, slot: feed.length });
			const found = learned.rank(free, me, newSettings(), seed, 1);
			if (found.length === 0) return feed;
			feed.push(...found);
		}
		const { id } = feed[at] as Ranked;
		const candidate = candidates.find(({ item }) => item.id === id) as Candidate;
		does(model, candidate, candidate.item.tags.includes(taste) ? whole : left);
		seen.set(id, at);
	}
	return feed.slice(0, times);
}
test("within thirty swipes one gets what one likes, until there is no more of it, and is told so", () => {
	for (const taste of topics) {
		const all = candidates.filter(({ item }) => item.tags.includes(taste)).length;
		let liked = 0;
		for (let seed = 1; seed <= 4; seed++) {
			const feed = swipes(taste, 30, seed * 7919);
			const fits = feed.filter(({ id }) => itemOf(id).tags.includes(taste));
			liked += fits.length;
			// What was chosen before the first of it had been watched came by chance.
			const first = feed.findIndex(({ id }) => itemOf(id).tags.includes(taste));
			const chosen = fits.filter((one) => feed.indexOf(one) > first + 3);
			const named = chosen.filter(({ why }) => why.slice(0, 3).some(({ tag }) => tag === taste));
			expect(named).toHaveLength(chosen.length);
		}
		expect(liked / 4 / all, taste).toBeGreaterThan(0.9);
	}
});

test("vectors are believed as far as acts bear them out, and one video that went viral bears out nothing", () => {
	const packOf = (acts: readonly number[]) =>
		readPack(
			writePack(
				acts.map((n, i) => ({ item: plainItem(`v${i}`, { acts: n }), vectors: new Int8Array(vectorBytes) })),
			),
			"full",
		);
	const [quiet, viral, lively] = [[1, 2, 3], [1, 2, 1_000_000], Array(50).fill(60)].map((acts) =>
		trustIn(packOf(acts)),
	);
	expect(quiet).toBe(0.1);
	expect(viral).toBe(0.1);
	expect(lively).toBe(1);
	expect(trustIn(candidates[0]?.pack as never)).toBe(0.1);
	// Where they are not, a tag says more.
	const model = newModel();
	does(model, candidates[0] as Candidate, whole);
	const said = score(candidates, viewer(candidates, { model }), newSettings());
	const parts = said.find(({ candidate }) => candidate.item.tags.includes("sea"))?.parts;
	expect(parts?.tag).toBeGreaterThan(2 * Math.abs(parts?.taste ?? 0));
});

test("all new, one place of ten is for trying out; more only for who wants to be surprised", () => {
	expect(newPart(candidates)).toBe(1);
	expect(newPart(world())).toBeCloseTo(0.2, 5);
	const share = (surprise: number, fresh: number) =>
		Array.from({ length: 1000 }, (_, slot) =>
			isForNew(slot + 10, 7, { ...newSettings(), surprise }, fresh),
		).filter(Boolean).length / 1000;
	expect(share(0.3, 0.2)).toBeCloseTo(0.2, 2);
	expect(share(0.3, 1)).toBeCloseTo(0.1, 2);
	expect(share(1, 1)).toBeCloseTo(0.4, 2);
});
