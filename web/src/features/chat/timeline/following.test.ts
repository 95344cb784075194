import { expect, test } from "vitest";
import { aboveStand, follows, type Measured, standOf } from "./following";

/** A list of rows with these heights, in a window of 500 pixels. */
function listOf(heights: readonly number[], scrollOffset: number): Measured {
	const offsets = heights.map((_, i) => heights.slice(0, i).reduce((sum, height) => sum + height, 0));
	return {
		scrollOffset,
		scrollSize: heights.reduce((sum, height) => sum + height, 0),
		viewportSize: 500,
		findItemIndex: (offset) => offsets.findLastIndex((one) => one <= offset),
		getItemOffset: (index) => offsets[index] ?? 0,
	};
}

const twenty = Array.from({ length: 20 }, () => 100);
const atEnd = listOf(twenty, 1500);
const led = { following: true, lowest: standOf(atEnd), byHand: false, unsettled: false };

test("many messages at once do not end the following before the list has got to them", () => {
	const longer = [...twenty, 100, 900, 100];
	expect(follows(listOf(longer, 1500), led)).toBe(true);
	expect(follows(listOf(longer, 1900), led)).toBe(true);
	expect(follows(listOf(longer, 1500), { ...led, byHand: true })).toBe(true);
});

test("a list that was guessed too long and got shorter while more came goes on following", () => {
	const led = {
		following: true,
		lowest: standOf(listOf([...twenty, 400], 1900)),
		byHand: false,
		unsettled: false,
	};
	expect(follows(listOf([...twenty, 60, 300], 1560), led)).toBe(true);
});

test("who moves the list up by hand leaves the end, and comes back to it", () => {
	expect(follows(listOf(twenty, 1450), { ...led, byHand: true })).toBe(true);
	expect(follows(listOf(twenty, 1400), { ...led, byHand: true })).toBe(false);
	expect(follows(listOf(twenty, 1450), { ...led, following: false })).toBe(true);
	expect(follows(listOf(twenty, 1400), { ...led, following: false })).toBe(false);
});

test("a search in the page leaves the end without a hand", () => {
	expect(follows(listOf(twenty, 900), led)).toBe(false);
});

test("a busy device that throws the list back by screens while rows come goes on following", () => {
	expect(follows(listOf(twenty, 300), { ...led, unsettled: true })).toBe(true);
	expect(follows(listOf(twenty, 300), { ...led, unsettled: true, following: false })).toBe(false);
	expect(follows(listOf(twenty, 300), { ...led, unsettled: true, byHand: true })).toBe(false);
});

test("rows further up that get other heights are no movement", () => {
	const taller = [300, ...twenty.slice(1), 100, 100];
	expect(aboveStand(listOf(taller, 1700), led.lowest)).toBe(0);
	expect(follows(listOf(taller, 1700), { ...led, byHand: true })).toBe(true);
});
