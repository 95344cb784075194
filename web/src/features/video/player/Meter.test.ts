import { expect, test } from "vitest";
import { Meter } from "./Meter";

function metered(known: number | null) {
	let now = 0;
	const meter = new Meter(known, () => now);
	const bring = (bytes: number, ms: number) => {
		meter.begin();
		now += ms;
		meter.add(bytes);
		meter.end();
	};
	return { meter, bring, wait: (ms: number) => (now += ms) };
}

test("nothing is known before enough was fetched, unless it was measured on another day", () => {
	const { meter, bring } = metered(null);
	expect(meter.rate).toBeNull();
	bring(1000, 10);
	expect(meter.rate).toBeNull();
	bring(99_000, 90);
	expect(meter.rate).toBe(8_000_000);
	expect(metered(5_000_000).meter.rate).toBe(5_000_000);
});

test("what happens now counts more than what was, and pauses count for nothing", () => {
	const { meter, bring, wait } = metered(20_000_000);
	for (let i = 0; i < 20; i++) {
		wait(5_000);
		bring(125_000, 1_000);
	}
	expect(meter.rate).toBeCloseTo(1_000_000, -4);
});

test("two files at once share the link; while one is on its way it is measured already", () => {
	const { meter, wait } = metered(null);
	meter.begin();
	meter.begin();
	wait(1_000);
	meter.add(100_000);
	meter.add(25_000);
	expect(meter.rate).toBe(1_000_000);
	meter.end();
	meter.end();
	expect(meter.rate).toBe(1_000_000);
});
