import { expect, test } from "vitest";
import { viewer, world } from "../rank/world";
import { decoysFor, personaOf } from "./persona";

const candidates = world({ count: 400, topics: 8 });
const byId = new Map(candidates.map((one) => [one.item.id, one.item]));

/** What the false viewer of a seed is shown in a while, and how much of it. */
function shownTo(seed: number) {
	const persona = personaOf(undefined);
	return Array.from({ length: 20 }, () => decoysFor(persona, candidates, viewer(candidates), seed, 3)).flat();
}

test("the false viewer has a taste, and its feed comes to fit it", () => {
	const shown = shownTo(7);
	const loved = new Set(shown.filter(({ part }) => part > 0.5).map(({ id }) => byId.get(id)?.tags[0]));
	expect(loved.size).toBe(2);
	const share = (from: number, to: number) => {
		const some = shown.slice(from, to);
		return some.filter(({ id }) => loved.has(byId.get(id)?.tags[0])).length / some.length;
	};
	expect(share(30, 60)).toBeGreaterThan(share(0, 12));
	expect(share(30, 60)).toBeGreaterThan(0.4);
});

test("it is the same viewer the next time, and another one elsewhere", () => {
	expect(shownTo(7)).toEqual(shownTo(7));
	expect(shownTo(7)).not.toEqual(shownTo(8));
});

test("what is kept of it goes on where it was", () => {
	const whole = personaOf(undefined);
	const first = decoysFor(whole, candidates, viewer(candidates), 3, 3);
	const kept = personaOf({ model: { moments: whole.model.moments }, shown: whole.shown });
	const next = decoysFor(kept, candidates, viewer(candidates), 3, 3);
	const had = new Set(first.map(({ id }) => id));
	expect(next.some(({ id }) => had.has(id))).toBe(false);
});

test("whom one has blocked it does not see either", () => {
	const author = candidates[0]?.item.author ?? "";
	const mine = { following: new Set<string>(), hidden: new Set([author]), unwanted: new Set<string>() };
	const persona = personaOf(undefined);
	for (let i = 0; i < 30; i++)
		for (const { id } of decoysFor(persona, candidates, viewer(candidates, { mine }), 1, 3))
			expect(byId.get(id)?.author).not.toBe(author);
});
