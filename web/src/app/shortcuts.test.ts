import { expect, test } from "vitest";
import { actionOf, actions, type Press } from "./shortcuts";

const press = (key: string, change: Partial<Press> = {}): Press => ({
	key,
	code: "",
	ctrlKey: false,
	metaKey: false,
	altKey: false,
	shiftKey: false,
	...change,
});

test("keys lead to their action, with Ctrl or Command", () => {
	expect(actionOf(press("k", { ctrlKey: true }), true, false)?.id).toBe("switcher");
	expect(actionOf(press("k", { metaKey: true }), true, true)?.id).toBe("switcher");
	expect(actionOf(press("k", { metaKey: true }), true, false)).toBeUndefined();
	expect(actionOf(press("ArrowDown", { altKey: true }), true, false)?.id).toBe("next");
	expect(actionOf(press("ArrowDown", { altKey: true, shiftKey: true }), true, false)?.id).toBe("unread");
	expect(actionOf(press("˜", { altKey: true, code: "KeyN" }), true, true)?.id).toBe("new");
});

test("what is typed stays text", () => {
	expect(actionOf(press("?", { shiftKey: true }), true, false)).toBeUndefined();
	expect(actionOf(press("?", { shiftKey: true }), false, false)?.id).toBe("shortcuts");
	expect(actionOf(press("k"), false, false)).toBeUndefined();
});

test("no two actions share keys", () => {
	const keys = actions.flatMap((one) => one.keys ?? []);
	expect(new Set(keys).size).toBe(keys.length);
});
