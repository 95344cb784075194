import { describe, expect, it } from "vitest";
import { startError } from "./startFailure";

describe("startError", () => {
	it("calls a full disk a matter of storage, in whatever stage", () => {
		expect(startError("stores", new DOMException("", "QuotaExceededError")).failure).toBe("storage");
		expect(startError("encryption", new Error("DomException QuotaExceededError (22)")).failure).toBe(
			"storage",
		);
	});
	it("calls keys that cannot be opened damaged", () => {
		const said = "the account in the store doesn't match the account in the constructor";
		expect(startError("encryption", new Error(said))).toMatchObject({ failure: "damaged", said });
	});
	it("does not blame the device for the network", () => {
		expect(startError("sync", new TypeError("Failed to fetch")).failure).toBe("unknown");
	});
	it("keeps the words of what is no Error", () => {
		expect(startError("encryption", "pickle is broken").said).toBe("pickle is broken");
	});
});
