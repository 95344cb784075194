import type { MatrixClient } from "matrix-js-sdk";
import { describe, expect, it } from "vitest";
import { loudnessOf, setLoudness } from "./loudness";

const mute = {
	rule_id: "!a",
	enabled: true,
	conditions: [{ kind: "event_match", key: "room_id", pattern: "!a" }],
	actions: [],
};
const own = { rule_id: "!a", enabled: true, actions: [] };

function fake(override: object[], room: object[]) {
	const done: string[] = [];
	const client = {
		pushRules: { global: { override, room } },
		addPushRule: async (_: string, kind: string, id: string) => void done.push(`add ${kind} ${id}`),
		deletePushRule: async (_: string, kind: string, id: string) => void done.push(`delete ${kind} ${id}`),
	} as unknown as MatrixClient;
	return { client, done };
}

describe("loudnessOf", () => {
	it("tells everything by default", () => expect(loudnessOf(fake([], []).client, "!a")).toBe("all"));
	it("is silent by an override", () => expect(loudnessOf(fake([mute], [own]).client, "!a")).toBe("none"));
	it("tells mentions by a rule of the room", () =>
		expect(loudnessOf(fake([], [own]).client, "!a")).toBe("mentions"));
	it("does not mind rules that are off, or about other rooms", () => {
		expect(loudnessOf(fake([{ ...mute, enabled: false }], []).client, "!a")).toBe("all");
		expect(loudnessOf(fake([mute], [own]).client, "!b")).toBe("all");
	});
});

describe("setLoudness", () => {
	it("leaves nothing behind of what was chosen before", async () => {
		const { client, done } = fake([mute], [own]);
		await setLoudness(client, "!a", "all");
		expect(done).toEqual(["delete override !a", "delete room !a"]);
	});
	it("silences by an override, mentions by a rule of the room", async () => {
		const { client, done } = fake([], []);
		await setLoudness(client, "!a", "none");
		await setLoudness(client, "!a", "mentions");
		expect(done).toEqual(["add override !a", "add room !a"]);
	});
});
