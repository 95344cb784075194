import { expect, test } from "vitest";
import { matching, matchName } from "./match";

test("names are found by beginnings, initials and pieces", () => {
	expect(matchName("Mei Lin 林美", "mei")).toBeGreaterThan(matchName("Jasmei", "mei"));
	expect(matchName("Mei Lin 林美", "林")).toBeGreaterThan(0);
	expect(matchName("Mei Lin 林美", "美")).toBeGreaterThan(0);
	expect(matchName("Harbour Square", "hs")).toBeGreaterThan(0);
	expect(matchName("Harbour Square", "sq har")).toBeGreaterThan(0);
	expect(matchName("Harbour Square", "bour")).toBe(1);
	expect(matchName("Harbour Square", "x")).toBe(0);
	expect(matchName("Lucía Moreno", "lucia")).toBeGreaterThan(0);
	expect(matchName("דנה לוי", "לוי")).toBeGreaterThan(0);
});

test("the best comes first and the order of equals stays", () => {
	const found = matching(["Ana B", "Susana", "Ana A"], "ana", (name) => [name]);
	expect(found).toEqual(["Ana B", "Ana A", "Susana"]);
});

test("nothing typed matches nothing", () => {
	expect(matchName("Ana", "  ")).toBe(0);
});
