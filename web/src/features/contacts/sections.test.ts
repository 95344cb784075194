import { describe, expect, it } from "vitest";
import { letterOf, sectionsOf } from "./sections";

describe("letterOf", () => {
	it.each([
		["Ana", "A"],
		["émile", "E"],
		["Ångström", "A"],
		["陈伟", "C"],
		["阿梅", "A"],
		["奶奶", "N"],
		["王芳", "W"],
		["张三", "Z"],
		["李雷", "L"],
		["欧阳", "O"],
		["“Tom”", "T"],
		["Жанна", "#"],
		["山田", "S"],
		["42nd street", "#"],
		["🥟", "#"],
		["", "#"],
	])("puts %s under %s", (name, letter) => expect(letterOf(name)).toBe(letter));
});

describe("sectionsOf", () => {
	it("mixes Chinese and Latin names, and keeps the rest for the end", () => {
		const names = ["王芳", "Zoe", "陈伟", "🥟", "Carla", "wei", "曹操"];
		expect(sectionsOf(names, (name) => name)).toEqual([
			{ letter: "C", people: ["曹操", "陈伟", "Carla"] },
			{ letter: "W", people: ["王芳", "wei"] },
			{ letter: "Z", people: ["Zoe"] },
			{ letter: "#", people: ["🥟"] },
		]);
	});
	it("makes no section for nobody", () => expect(sectionsOf([], String)).toEqual([]));
});
