import { expect, test } from "vitest";
import { saysWho } from "./saysWho";

test("a line that begins with the name needs it no second time", () => {
	expect(saysWho("Mei is looking for a game", "Mei")).toBe(true);
	expect(saysWho("美玲赢了", "美玲")).toBe(true);
	expect(saysWho("mei来下棋", "mei")).toBe(true);
	expect(saysWho("Mei", "Mei")).toBe(true);
	expect(saysWho("🐟: a bite", "🐟")).toBe(true);
});

test("a line about somebody else does not say who did it", () => {
	expect(saysWho("Meilin won", "Mei")).toBe(false);
	expect(saysWho("All done", "A")).toBe(false);
	expect(saysWho("counted 2", "Mei")).toBe(false);
	expect(saysWho("Tom won", "")).toBe(false);
});
