import { expect, test } from "vitest";
import { seenInApp } from "./seen";

const event = (id: string, sender: string, app?: string) => ({
	id,
	getId: () => id,
	getSender: () => sender,
	getWireContent: () =>
		app ? { "m.relates_to": { rel_type: "io.causeway.xdc", event_id: app } } : { body: "hello" },
});
const seen = (events: ReturnType<typeof event>[], read: string | null = "$1") =>
	seenInApp(events, read, "@me:h", "$app")?.id ?? null;

test("moves of the other in the game that one looks at are read", () => {
	const hello = event("$1", "@mei:h");
	expect(seen([hello, event("$2", "@mei:h", "$app")])).toBe("$2");
	expect(seen([hello, event("$2", "@mei:h", "$app"), event("$3", "@me:h"), event("~4", "@me:h")])).toBe("$3");
});

test("what was said in the chat, or done in another app, is not", () => {
	const move = event("$2", "@mei:h", "$app");
	expect(seen([event("$1", "@mei:h"), event("$3", "@mei:h"), move])).toBeNull();
	expect(seen([event("$1", "@mei:h"), event("$3", "@mei:h", "$other"), move])).toBeNull();
});

test("nothing new, or nobody knows since when", () => {
	expect(seen([event("$1", "@mei:h")])).toBeNull();
	expect(seen([event("$2", "@mei:h", "$app")])).toBeNull();
	expect(seen([event("$2", "@mei:h", "$app")], null)).toBeNull();
});
