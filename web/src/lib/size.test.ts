import { expect, test } from "vitest";
import { sizeWords } from "./size";

test("sizes are short in every order", () => {
	expect(sizeWords(0, "en")).toBe("0 bytes");
	expect(sizeWords(999, "en")).toBe("999 bytes");
	expect(sizeWords(34_400, "en")).toBe("34 kB");
	expect(sizeWords(1_500_000_000, "en")).toBe("1.5 GB");
	expect(sizeWords(5e15, "en")).toBe("5,000 TB");
});
