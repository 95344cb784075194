import fc from "fast-check";
import { expect, test } from "vitest";
import { Assembler, frameMax, nextMessage, type Part, partsOf } from "./frames";

const said = (...lengths: number[]) =>
	lengths.map((length, n) => Uint8Array.from({ length }, (_, at) => (at * 7 + n) % 256));

/** The messages of some frames. */
function messages(frames: readonly Uint8Array[]): (readonly Part[])[] {
	let parts = frames.flatMap((bytes, n) => partsOf(n, bytes));
	const made: (readonly Part[])[] = [];
	while (parts.length > 0) {
		const next = nextMessage(parts);
		made.push(next);
		parts = parts.slice(next.length);
	}
	return made;
}

test("frames of every length arrive as they were, in messages that fit", () => {
	fc.assert(
		fc.property(fc.array(fc.nat(frameMax), { maxLength: 6 }), (lengths) => {
			const frames = said(...lengths);
			const assembler = new Assembler();
			const sent = messages(frames);
			for (const message of sent) expect(JSON.stringify(message).length).toBeLessThan(40_000);
			const got = sent.flatMap((message) => assembler.take(message));
			// Compared as wholes: byte by byte takes long.
			expect(got.length).toBe(frames.length);
			expect(got.every((bytes, n) => Buffer.from(frames[n] ?? []).equals(bytes))).toBe(true);
		}),
		{ numRuns: 10 },
	);
});

test("many small frames go together", () => {
	expect(messages(said(...Array(60).fill(10)))).toHaveLength(1);
});

test("a frame that lost a part is lost alone, and none comes twice", () => {
	const frames = said(60_000, 5);
	const sent = messages(frames);
	const assembler = new Assembler();
	const got = [sent[0], ...sent.slice(2), ...sent.slice(2)].flatMap((message) => assembler.take(message));
	expect(got).toEqual([frames[1]]);
});

test("what strangers make up is no frame", () => {
	const assembler = new Assembler();
	for (const given of [
		null,
		"x",
		[[0, 0, 1]],
		[[0, 0, 999, ""]],
		[[-1, 0, 1, ""]],
		[[0, 1, 1, ""]],
		[[0, 0, 1, "%"]],
	])
		expect(assembler.take(given)).toEqual([]);
	expect(assembler.take([[1, 0, 1, "AQ=="]])).toEqual([Uint8Array.of(1)]);
});
