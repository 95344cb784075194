import { RoomNameType } from "matrix-js-sdk";
import { expect, test } from "vitest";
import { generatedName } from "./roomNames";

const people = (names: string[], count: number) =>
	generatedName({ type: RoomNameType.Generated, names, count });

test("a room without a name is called after its people, in no language", () => {
	expect(people(["Ana"], 1)).toBe("Ana");
	expect(people(["Ana", "奶奶"], 2)).toBe("Ana, 奶奶");
	expect(people(["Ana", "Tom", "Jun", "Mei"], 8)).toBe("Ana, Tom, Jun +5");
	expect(generatedName({ type: RoomNameType.EmptyRoom, oldName: "Ana" })).toBe("Ana");
	expect(generatedName({ type: RoomNameType.EmptyRoom })).toBeNull();
	expect(generatedName({ type: RoomNameType.Actual, name: "Harbour" })).toBe("Harbour");
});
