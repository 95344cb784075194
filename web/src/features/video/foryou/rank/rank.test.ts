import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { forget, newModel, type UserModel } from "../model/model";
import { newSettings, settingsOf } from "../settings";
import { isForNew } from "./explore";
import { learned } from "./learned";
import type { Candidate, Ranked } from "./ranker";
import { rankers } from "./rankers";
import { score } from "./score";
import { does, left, like, viewer, whole, world } from "./world";

// Many runs of each property, also where the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const candidates = world();
const byId = new Map(candidates.map((one) => [one.item.id, one]));
const topicOf = (id: string) => byId.get(id)?.item.tags[0];
const authorOf = (id: string) => byId.get(id)?.item.author ?? "";

/** What somebody does, one after the other. */
const history = fc.array(
	fc.record({ at: fc.nat(candidates.length - 1), what: fc.constantFrom(whole, left, like) }),
	{ maxLength: 40 },
);

function modelAfter(
	all: readonly { at: number; what: typeof whole | typeof left | typeof like }[],
): UserModel {
	const model = newModel();
	for (const { at, what } of all) does(model, candidates[at] as Candidate, what);
	return model;
}

const seeds = fc.integer({ min: 0, max: 2 ** 40 });
const settings = fc
	.record({
		surprise: fc.double({ min: 0, max: 1, noNaN: true }),
		length: fc.constantFrom("any", "short", "long"),
		languages: fc.constantFrom([], ["en"], ["zh", "en"]),
		topics: fc.constantFrom(
			[],
			[["t1", 1]],
			[
				["t2", -1],
				["t0", 0.5],
			],
		),
	})
	.map(settingsOf);

test("the same seed gives the same feed, another one seldom", () => {
	fc.assert(
		fc.property(history, settings, seeds, (all, chosen, seed) => {
			const model = modelAfter(all);
			const rank = () => learned.rank(candidates, viewer(candidates, { model }), chosen, seed, 12);
			expect(rank()).toEqual(rank());
		}),
		{ numRuns: 20 },
	);
	const feeds = [1, 2, 3, 4].map((seed) =>
		learned.rank(candidates, viewer(candidates), newSettings(), seed, 20),
	);
	expect(new Set(feeds.map((feed) => feed.map(({ id }) => id).join())).size).toBeGreaterThan(1);
});

/** How far a topic stands above all others. */
function standing(model: UserModel, topic: string): number {
	const scored = score(candidates, viewer(candidates, { model }), newSettings());
	const mean = (of: boolean) => {
		const some = scored.filter(({ candidate }) => candidate.item.tags.includes(topic) === of);
		return some.reduce((sum, one) => sum + one.score, 0) / some.length;
	};
	return mean(true) - mean(false);
}

test("liking more of a topic never lowers it", () => {
	fc.assert(
		fc.property(history, fc.nat(candidates.length - 1), (all, at) => {
			const topic = candidates[at]?.item.tags[0] ?? "";
			const before = standing(modelAfter(all), topic);
			const after = standing(modelAfter([...all, { at, what: whole }, { at, what: like }]), topic);
			expect(after).toBeGreaterThanOrEqual(before - 1e-6);
		}),
		{ numRuns: 120 },
	);
});

test("blocked, muted, put away and refused things never come, in any order", () => {
	const some = fc.subarray([...new Set(candidates.map(({ item }) => item.author))]);
	fc.assert(
		fc.property(
			history,
			some,
			fc.subarray(["t0", "t1", "t2", "t3"]),
			fc.subarray(["s1", "s2", "s3"]),
			seeds,
			(all, people, tags, sounds, seed) => {
				const hidden = new Set(people.slice(0, people.length / 2));
				const unwanted = new Set(["v0001", "v0002", "v0003"]);
				const authors = people.slice(people.length / 2);
				const chosen = { ...newSettings(), never: { tags, authors, sounds } };
				const mine = { following: new Set(people), hidden, unwanted };
				for (const ranker of Object.values(rankers))
					for (const { id } of ranker.rank(
						candidates,
						viewer(candidates, { model: modelAfter(all), mine }),
						chosen,
						seed,
						200,
					)) {
						expect(hidden.has(authorOf(id))).toBe(false);
						expect(unwanted.has(id)).toBe(false);
						expect(authors).not.toContain(authorOf(id));
						expect(tags).not.toContain(topicOf(id));
						expect(sounds).not.toContain(byId.get(id)?.item.sound);
					}
			},
		),
		{ numRuns: 25 },
	);
});

/** The feed in pages, as it is asked for. */
function pages(
	all: Ranked[][],
	more: { seed: number; model: UserModel; size: number; count: number; surprise: number },
): Ranked[] {
	while (all.flat().length < more.count) {
		const shown = all.flat();
		const before = shown.flatMap(({ id }) => byId.get(id)?.item ?? []);
		const seen = new Map(shown.map(({ id }) => [id, 1]));
		const one = viewer(candidates, { model: more.model, before, seen, slot: shown.length });
		const page = learned.rank(
			candidates,
			one,
			{ ...newSettings(), surprise: more.surprise },
			more.seed,
			more.size,
		);
		if (page.length === 0) break;
		all.push(page);
	}
	return all.flat();
}

test("no author twice in five, nothing twice, and at least one of ten is new, over pages", () => {
	fc.assert(
		fc.property(
			history,
			seeds,
			fc.integer({ min: 1, max: 7 }),
			fc.double({ min: 0, max: 1, noNaN: true }),
			(all, seed, size, surprise) => {
				const feed = pages([], { seed, model: modelAfter(all), size, count: 40, surprise });
				expect(new Set(feed.map(({ id }) => id)).size).toBe(feed.length);
				feed.forEach(({ id }, i) => {
					const lately = feed.slice(Math.max(0, i - 4), i).map((one) => authorOf(one.id));
					expect(lately).not.toContain(authorOf(id));
				});
				for (let block = 0; block < 4; block++) {
					const fresh = feed.slice(block * 10, block * 10 + 10).filter(({ id }) => {
						const item = byId.get(id)?.item;
						return item?.group === "new" || item?.newCreator;
					});
					expect(fresh.length).toBeGreaterThanOrEqual(1);
				}
			},
		),
		{ numRuns: 20 },
	);
});

test("places for what is new are a tenth to four tenths, as one likes", () => {
	const share = (surprise: number) =>
		Array.from({ length: 1000 }, (_, slot) => isForNew(slot + 10, 7, { ...newSettings(), surprise })).filter(
			Boolean,
		).length / 1000;
	expect(share(0)).toBeCloseTo(0.1, 2);
	expect(share(1)).toBeCloseTo(0.4, 2);
	expect(isForNew(0, 7, newSettings())).toBe(false);
});

test("a small server: few authors do not only take turns, one who is alone comes again, and all of it is shown", () => {
	const few = world({ authors: 5, topics: 2 });
	const model = newModel();
	const loved = few.filter(({ item }) => item.author === "@a1:example.org").slice(0, 6);
	for (const one of loved) does(model, one, like);
	const feed = learned.rank(few, viewer(few, { model }), newSettings(), 1, 20);
	const authors = feed.map(({ id }) => few.find(({ item }) => item.id === id)?.item.author);
	expect(authors.filter((one) => one === "@a1:example.org").length).toBeGreaterThan(4);
	authors.forEach((one, i) => {
		expect(one).not.toBe(authors[i + 1]);
	});
	const three = world({ count: 3, authors: 1 });
	expect(learned.rank(three, viewer(three), newSettings(), 1, 10)).toHaveLength(3);
	expect(learned.rank([], viewer([]), newSettings(), 1, 10)).toEqual([]);
});

test("opposite tastes end with different feeds, and the reasons are true", () => {
	const fan = (topic: string) => {
		const model = newModel();
		candidates.slice(0, 24).forEach((one) => {
			does(model, one, one.item.tags.includes(topic) ? whole : left);
		});
		const seen = new Map(candidates.slice(0, 24).map(({ item }) => [item.id, 1]));
		return {
			model,
			feed: learned.rank(candidates, viewer(candidates, { model, seen, slot: 24 }), newSettings(), 3, 10),
		};
	};
	const [one, other] = [fan("t0"), fan("t1")];
	expect(one.feed.filter(({ id }) => topicOf(id) === "t0").length).toBeGreaterThanOrEqual(6);
	expect(other.feed.filter(({ id }) => topicOf(id) === "t1").length).toBeGreaterThanOrEqual(6);
	const best = one.feed.find(({ id }) => topicOf(id) === "t0");
	const why = best?.why.find(({ kind }) => kind === "finished_like");
	expect(why).toMatchObject({ tag: "t0" });
	expect(why?.count).toBeGreaterThan(2);
	expect([...(best?.why ?? [])].map(({ weight }) => weight)).toEqual(
		[...(best?.why ?? [])].map(({ weight }) => weight).sort((a, b) => b - a),
	);
	// What a reason rests on, taken out, takes the reason out.
	const scoreOf = (model: UserModel) =>
		score(candidates, viewer(candidates, { model }), newSettings()).find(
			({ candidate }) => candidate.item.id === best?.id,
		)?.score ?? 0;
	const before = scoreOf(one.model);
	forget(one.model, why?.moments ?? []);
	expect(scoreOf(one.model)).toBeLessThan(before);
});

test("less of this holds for what is near", () => {
	const model = newModel();
	does(model, candidates[0] as Candidate, { kind: "act", act: "less", on: true });
	expect(standing(model, "t0")).toBeLessThan(-1);
});

test("in the order of time, nothing but time counts", () => {
	const feed = rankers.time.rank(
		candidates,
		viewer(candidates, { model: modelAfter([]) }),
		newSettings(),
		1,
		200,
	);
	const times = feed.map(({ id }) => byId.get(id)?.item.created ?? 0);
	expect(times).toEqual([...times].sort((a, b) => b - a));
	expect(feed).toHaveLength(candidates.length);
});
