import { expect, it } from "vitest";
import { nextMark } from "./format";

it.each([
	["- milk", "- "],
	["  * eggs", "  * "],
	["9. nine", "10. "],
	["1) one", "2) "],
	["- ", ""],
	["milk", null],
	["-milk", null],
])("after %j comes %j", (line, next) => {
	expect(nextMark(line)).toBe(next);
});
