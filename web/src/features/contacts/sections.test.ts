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

describe("frequent family names", () => {
	const names: Record<string, string> = {
		A: "安艾敖",
		B: "白毕包",
		C: "陈曹程蔡崔常车褚",
		D: "邓丁董杜戴段",
		E: "鄂",
		F: "冯范方傅樊",
		G: "高郭顾龚葛",
		H: "黄胡何韩贺侯郝洪",
		J: "江金贾姜蒋季焦",
		K: "孔康柯",
		L: "李刘林梁罗卢吕陆黎廖龙雷",
		M: "马孟毛莫梅苗",
		N: "倪牛聂宁",
		O: "欧区",
		P: "彭潘庞裴",
		Q: "钱秦邱乔齐仇",
		R: "任阮荣",
		S: "孙宋苏沈石史邵单",
		T: "唐田谭陶汤滕他",
		W: "王吴魏汪万武韦",
		X: "徐许谢萧薛夏熊",
		Y: "杨叶余袁于姚严尹",
		Z: "张赵周朱郑曾钟邹查翟",
	};
	it.each(Object.entries(names))("stand under %s", (letter, all) => {
		expect([...all].filter((name) => letterOf(name) !== letter)).toEqual([]);
	});
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
