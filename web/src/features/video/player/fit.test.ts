import { expect, test } from "vitest";
import { fitOf, frameOf } from "./fit";

const phone = { width: 390, height: 786 };
const desktop = { width: 1204, height: 800 };
const vertical = { width: 1080, height: 1920 };

test("a vertical video fills a phone; a wide or square one is seen whole", () => {
	expect(fitOf(vertical, phone)).toBe("cover");
	expect(fitOf({ width: 1920, height: 1080 }, phone)).toBe("contain");
	expect(fitOf({ width: 1080, height: 1080 }, phone)).toBe("contain");
	expect(fitOf({ width: 1920, height: 1080 }, { width: 844, height: 390 })).toBe("cover");
});

test("on a desktop the buttons stand beside a vertical video", () => {
	expect(frameOf(vertical, desktop)).toEqual({ width: 450, roomy: true });
	expect(frameOf(vertical, phone)).toEqual({ width: 390, roomy: false });
	expect(frameOf({ width: 1920, height: 800 }, desktop)).toEqual({ width: 1204, roomy: false });
});

test("a very narrow picture leaves its words room, and a box without a size breaks nothing", () => {
	expect(frameOf({ width: 100, height: 1000 }, desktop).width).toBe(360);
	expect(fitOf(vertical, { width: 0, height: 0 })).toBe("cover");
});
