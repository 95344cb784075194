import { expect, test } from "vitest";
import { safeName, shownName } from "./names";

test("a saved name has no folders and is not hidden", () => {
	expect(safeName("../../.bashrc")).toBe("_.._.bashrc");
	expect(safeName("C:\\Windows\\x.dll")).toBe("C__Windows_x.dll");
	expect(safeName(".profile")).toBe("profile");
	expect(safeName("a\u0000b\r\nc.txt")).toBe("abc.txt");
});

test("a saved name does not turn around", () => {
	expect(safeName("photo\u202Egnp.exe")).toBe("photognp.exe");
	expect(safeName("photo\u200Fgnp.exe")).toBe("photognp.exe");
});

test("the ending is that of the bytes, where they are known", () => {
	expect(safeName("invoice.exe", "image/png")).toBe("invoice.exe.png");
	expect(safeName("holiday.JPEG", "image/jpeg")).toBe("holiday.JPEG");
	expect(safeName("", "image/jpeg")).toBe("file.jpg");
	expect(safeName("report.pdf", "application/octet-stream")).toBe("report.pdf");
	expect(safeName(" . ")).toBe("file");
});

test("long names keep their ending, Windows' devices are no names", () => {
	const long = safeName(`${"长".repeat(300)}.docx`);
	expect([...long].length).toBe(120);
	expect(long.endsWith(".docx")).toBe(true);
	expect(safeName("CON.txt")).toBe("_CON.txt");
});

test("a shown name is one line", () => {
	expect(shownName("a\nb\u202Ec")).toBe("a bc");
});
