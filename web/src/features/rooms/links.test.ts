import type { Room } from "matrix-js-sdk";
import { describe, expect, it } from "vitest";
import { roomLink } from "./links";

const room = (alias: string | null, people: readonly (readonly [string, number])[]) =>
	({
		roomId: "!abc",
		getCanonicalAlias: () => alias,
		getJoinedMembers: () => people.map(([userId, powerLevel]) => ({ userId, powerLevel })),
	}) as unknown as Room;

const link = (of: Room) => roomLink(of, "https://harbour.example", "harbour.example");

describe("roomLink", () => {
	it("prefers the address", () =>
		expect(link(room("#garden:harbour.example", []))).toBe(
			"https://harbour.example/chat/%23garden%3Aharbour.example",
		));
	it("needs no servers where everybody is on ours", () =>
		expect(link(room(null, [["@a:harbour.example", 100]]))).toBe("https://harbour.example/chat/!abc"));
	it("names the most powerful person's server first, then those with most people, three at most", () => {
		const people = [
			["@a:one.example", 0],
			["@b:two.example", 0],
			["@c:two.example", 0],
			["@d:three.example", 100],
			["@e:four.example", 0],
			["@f:four.example", 0],
			["@g:four.example", 0],
		] as const;
		expect(link(room(null, people))).toBe(
			"https://harbour.example/chat/!abc?via=three.example&via=four.example&via=two.example",
		);
	});
});
