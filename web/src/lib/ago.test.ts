import { expect, it } from "vitest";
import { ago } from "./ago";

const now = Date.UTC(2026, 0, 10, 12);

it("takes the biggest unit that has passed", () => {
	expect(ago(now - 30_000, "en", now)).toBe("now");
	expect(ago(now - 3 * 60_000, "en", now)).toBe("3 minutes ago");
	expect(ago(now - 25 * 3_600_000, "en", now)).toBe("yesterday");
	expect(ago(now - 15 * 86_400_000, "zh-Hans", now)).toBe("2周前");
});
it("does not speak of the future when clocks differ", () => {
	expect(ago(now + 60_000, "en", now)).toBe("now");
});
