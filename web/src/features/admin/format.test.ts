import { expect, test } from "vitest";
import { bytes } from "./format";

test("sizes are short in every order", () => {
	expect(bytes(0, "en")).toBe("0 byte");
	expect(bytes(999, "en")).toBe("999 byte");
	expect(bytes(1_500_000_000, "en")).toBe("1.5 GB");
	expect(bytes(5e15, "en")).toBe("5,000 TB");
});
