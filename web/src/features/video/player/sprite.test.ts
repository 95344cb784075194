import { expect, test } from "vitest";
import { cellAt } from "./sprite";

test("pictures stand row by row", () => {
	const sprite = { url: "/s", everyMs: 1000, columns: 10, width: 90, height: 160 };
	expect(cellAt(sprite, 0.9)).toEqual([0, 0]);
	expect(cellAt(sprite, 9.5)).toEqual([9, 0]);
	expect(cellAt(sprite, 23)).toEqual([3, 2]);
});
