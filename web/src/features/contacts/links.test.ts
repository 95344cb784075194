import { describe, expect, it } from "vitest";
import { parseAddress } from "./address";
import { personLink, personUri, placeOf } from "./links";

const here = { origin: "https://harbour.example", serverName: "harbour.example" };

describe("personLink", () => {
	it("is short on the own server, complete elsewhere", () => {
		expect(personLink("@mei:harbour.example", here)).toBe("https://harbour.example/@mei");
		expect(personLink("@mei:far.example:8448", here)).toBe("https://harbour.example/@mei:far.example:8448");
	});
	it("is not short for a server whose name only ends like ours", () =>
		expect(personLink("@mei:notharbour.example", here)).toContain(":notharbour.example"));
	it.each([
		"@mei:harbour.example",
		"@a/b:harbour.example",
		"@x=y+z:far.example",
		"@what?#%:harbour.example",
		"@v6:[2001:db8::1]:8448",
	])("leads %s back to where it came from", (userId) => {
		const found = { kind: "person", userId };
		expect(parseAddress(personLink(userId, here), here)).toEqual(found);
		expect(parseAddress(personUri(userId), here)).toEqual(found);
	});
});

describe("placeOf", () => {
	it("keeps the servers that know a room", () =>
		expect(placeOf({ kind: "room", id: "!abc", via: ["a.example", "b.example"] })).toBe(
			"/chat/!abc?via=a.example&via=b.example",
		));
	it("has no place for an invitation", () => expect(placeOf({ kind: "invitation", token: "x" })).toBeNull());
});
