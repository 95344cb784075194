import { expect, test } from "vitest";
import { spanWords } from "./span";

test("the largest whole unit", () => {
	expect(spanWords(0, "en")).toBe("0 milliseconds");
	expect(spanWords(999, "en")).toBe("999 milliseconds");
	expect(spanWords(61_000, "en")).toBe("1 minute");
	expect(spanWords(3 * 86_400_000 - 1, "en")).toBe("2 days");
	expect(spanWords(7_200_000, "zh")).toBe("2小时");
});
