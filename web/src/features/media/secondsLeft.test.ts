import { expect, test } from "vitest";
import { timeWords } from "@/lib/lengths";
import { secondsLeft } from "./secondsLeft";

test("what is left takes as long as what has gone took", () => {
	expect(secondsLeft(0.25, 10_000)).toBe(30);
	expect(secondsLeft(0.5, 500)).toBeNull();
	expect(secondsLeft(0.01, 10_000)).toBeNull();
	expect(secondsLeft(1, 10_000)).toBeNull();
});

test("time is told as roughly as it is known", () => {
	expect(timeWords(3, "en")).toBe("5 sec");
	expect(timeWords(42, "en")).toBe("45 sec");
	expect(timeWords(58, "en")).toBe("1 min");
	expect(timeWords(61, "zh")).toBe("2分钟");
	expect(timeWords(3 * 3600, "en")).toBe("3 hr");
});
