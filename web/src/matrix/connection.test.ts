import { expect, test } from "vitest";
import { meaningOf } from "./connection";

test("an answer says how the server is", () => {
	expect(meaningOf(200, "application/json", null)).toBe("online");
	expect(meaningOf(200, "application/json; charset=utf-8", null)).toBe("online");
	expect(meaningOf(404, "application/json", "M_NOT_FOUND")).toBe("online");
	expect(meaningOf(401, "application/json", "M_UNKNOWN_TOKEN")).toBe("signedOut");
	// Asked for the password: no sign of anything.
	expect(meaningOf(401, "application/json", null)).toBe("online");
	expect(meaningOf(429, "application/json", "M_LIMIT_EXCEEDED")).toBe("busy");
	expect(meaningOf(502, "text/html", null)).toBe("trouble");
});

test("a proxy's page with status 200 is trouble", () => {
	expect(meaningOf(200, "text/html", null)).toBe("trouble");
	expect(meaningOf(200, null, null)).toBe("trouble");
});
