// Keys that put Markdown around what is marked, and lists that go on by themselves.
import type { KeyboardEvent } from "react";

/** Puts text where the cursor is, so that undo takes it back. */
export function insert(field: HTMLTextAreaElement | null, text: string): void {
	if (!field) return;
	field.focus();
	// The one way that keeps the browser's undo; it is deprecated without a successor.
	if (document.execCommand("insertText", false, text)) return;
	field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
	field.dispatchEvent(new Event("input", { bubbles: true }));
}

const around: Record<string, string> = { b: "**", i: "*", e: "`" };

/** Whether the key was one of ours: Ctrl B, I, E, K, Shift 7 and 8, and Enter in a list. */
export function formatKey(event: KeyboardEvent<HTMLTextAreaElement>): boolean {
	const field = event.currentTarget;
	const control = event.ctrlKey || event.metaKey;
	const done =
		control && !event.altKey
			? shortcut(event, field)
			: event.key === "Enter" && event.shiftKey && nextLine(field);
	if (done) event.preventDefault();
	return done;
}

function shortcut(event: KeyboardEvent, field: HTMLTextAreaElement): boolean {
	const key = event.key.toLowerCase();
	const mark = around[key];
	if (mark && !event.shiftKey) wrap(field, mark, mark);
	else if (key === "k" && !event.shiftKey && field.selectionStart !== field.selectionEnd)
		wrap(field, "[", "](https://)");
	else if (event.shiftKey && event.code === "Digit8") prefix(field, () => "- ");
	else if (event.shiftKey && event.code === "Digit7") prefix(field, (i) => `${i + 1}. `);
	else return false;
	return true;
}

/** Around the marked words; around nothing, the cursor stands between. */
function wrap(field: HTMLTextAreaElement, before: string, after: string): void {
	const { selectionStart: start, selectionEnd: end } = field;
	const marked = field.value.slice(start, end);
	insert(field, before + marked + after);
	if (after === before) field.setSelectionRange(start + before.length, start + before.length + marked.length);
	else field.setSelectionRange(field.selectionEnd - 1, field.selectionEnd - 1);
}

/** Before each marked line. */
function prefix(field: HTMLTextAreaElement, mark: (line: number) => string): void {
	const start = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
	const end = Math.max(field.selectionEnd, start);
	const lines = field.value.slice(start, end).split("\n");
	field.setSelectionRange(start, end);
	insert(field, lines.map((line, i) => mark(i) + line).join("\n"));
}

/** A new line in a list begins with the list's mark; an empty entry ends the list. */
function nextLine(field: HTMLTextAreaElement): boolean {
	const start = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
	const next = nextMark(field.value.slice(start, field.selectionStart));
	if (next === null) return false;
	if (next === "") field.setSelectionRange(start, field.selectionStart);
	insert(field, `\n${next}`);
	return true;
}

/** What a line after this one begins with; "": the list ends; `null`: it is no list. */
export function nextMark(line: string): string | null {
	const found = /^(\s*)(?:([-*+])|(\d{1,6})([.)]))\s(.*)$/.exec(line);
	if (!found) return null;
	const [, indent = "", bullet, number, dot = ".", words = ""] = found;
	if (!words.trim()) return "";
	return bullet ? `${indent}${bullet} ` : `${indent}${Number(number) + 1}${dot} `;
}
