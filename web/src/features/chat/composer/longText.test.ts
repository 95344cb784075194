import { expect, test } from "vitest";
import { contentOf } from "../message/markdown";
import { isTooLong, textFile } from "./longText";

test("a message is as long as its bytes, and its Markdown counts twice", () => {
	expect(isTooLong(contentOf("a".repeat(40_000)))).toBe(false);
	expect(isTooLong(contentOf("a".repeat(100_000)))).toBe(true);
	expect(isTooLong(contentOf("好".repeat(20_000)))).toBe(true);
	expect(isTooLong(contentOf(`**b** ${"a".repeat(30_000)}`))).toBe(true);
});

test("a long text becomes a file that says what it is", () => {
	const { file, content } = textFile("好".repeat(3), "message.txt");
	expect(file.size).toBe(9);
	expect(content).toMatchObject({ msgtype: "m.file", filename: "message.txt", info: { size: 9 } });
});
