import { describe, expect, it } from "vitest";
import { isQuiet, levelOfRole, mayGive, roleOf, withLevel, withQuiet } from "./roles";

describe("roleOf", () => {
	it.each([
		[Number.POSITIVE_INFINITY, "creator"],
		[150, "owner"],
		[100, "owner"],
		[99, "admin"],
		[50, "admin"],
		[49, "member"],
		[0, "member"],
		[-1, "muted"],
	])("calls level %d %s", (level, role) => expect(roleOf(level)).toBe(role));
});

describe("levelOfRole", () => {
	it("gives each role the level that it is known by", () => {
		for (const [role, level] of Object.entries(levelOfRole)) expect(roleOf(level)).toBe(role);
	});
});

describe("mayGive", () => {
	it("lets nobody touch an equal, or lift above oneself", () => {
		expect(mayGive(50, 50, 0)).toBe(false);
		expect(mayGive(50, 0, 100)).toBe(false);
		expect(mayGive(50, 0, 50)).toBe(true);
		expect(mayGive(100, 50, 0)).toBe(true);
		expect(mayGive(Number.POSITIVE_INFINITY, 100, 0)).toBe(true);
		expect(mayGive(100, Number.POSITIVE_INFINITY, 0)).toBe(false);
	});
	it("has nothing to give to whom has it", () => expect(mayGive(100, 50, 50)).toBe(false));
});

describe("withLevel", () => {
	const levels = { users: { "@a:x": 100, "@b:x": 50 }, ban: 50 };
	it("keeps everything else", () =>
		expect(withLevel(levels, "@c:x", 50)).toEqual({
			users: { "@a:x": 100, "@b:x": 50, "@c:x": 50 },
			ban: 50,
		}));
	it("leaves the default out", () => expect(withLevel(levels, "@b:x", 0).users).toEqual({ "@a:x": 100 }));
	it("says what differs from another default", () =>
		expect(withLevel({ users_default: 10 }, "@b:x", 0).users).toEqual({ "@b:x": 0 }));
});

describe("withQuiet", () => {
	it("silences members, who may still react and take back", () => {
		const quiet = withQuiet({ events: { "m.room.name": 50 } }, true);
		expect(isQuiet(quiet)).toBe(true);
		expect(quiet.events).toEqual({ "m.room.name": 50, "m.reaction": 0, "m.room.redaction": 0 });
	});
	it("is undone without a trace", () => {
		const loud = { events: { "m.room.name": 50 }, events_default: 0 };
		expect(withQuiet(withQuiet(loud, true), false)).toEqual(loud);
	});
});
