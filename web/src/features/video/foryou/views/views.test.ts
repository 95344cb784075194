import { beforeEach, describe, expect, it } from "vitest";
import type { KeyValue } from "@/lib/store";
import { RequestError } from "@/matrix/http";
import { readKey } from "./blind";
import { base64, bytesOf, numberOf, unbase64 } from "./bytes";
import { rulesOf, type ViewCalls, type ViewRules } from "./calls";
import type { Kept, Plan, Token, WaitingView } from "./kept";
import { Views } from "./Views";

const day = 24 * 60 * 60 * 1000;

function table<V>(): KeyValue<V> {
	const values = new Map<string, string>();
	const read = (text: string | undefined) => (text === undefined ? undefined : (JSON.parse(text) as V));
	return {
		get: async (key) => read(values.get(key)),
		set: async (key, value) => void values.set(key, JSON.stringify(value)),
		delete: async (key) => void values.delete(key),
		values: async () => [...values.values()].map((text) => JSON.parse(text) as V),
		keys: async () => [...values.keys()],
	};
}

/** A server with one key, whose secret it has as a number. */
class Server implements ViewCalls {
	asked: { key: number; blinded: readonly string[] }[] = [];
	sent: Record<string, unknown>[] = [];
	/** What the next calls end with, instead of well. */
	fails: ("sign" | "lost" | "busy" | "spent" | "limit")[] = [];
	constructor(
		private spki: string,
		private readonly d: bigint,
		private readonly n: bigint,
	) {}
	id = 20_000;

	async rules(): Promise<ViewRules> {
		const from_ms = this.id * day;
		const keys = [{ id: this.id, spki: this.spki, from_ms, until_ms: from_ms + 3 * day }];
		return { keys, per_day: 4, delay_ms: [1000, 60_000] };
	}

	async sign(body: { key: number; blinded: readonly string[] }): Promise<readonly string[]> {
		this.asked.push(body);
		const fails = this.fails.shift();
		if (fails === "limit") throw new RequestError(429, "M_LIMIT_EXCEEDED", "", {});
		if (fails) throw new RequestError(0, "", "", {});
		return body.blinded.map((one) => base64(bytesOf(power(numberOf(unbase64(one)), this.d, this.n), 256)));
	}

	async send(body: Record<string, unknown>): Promise<{ status: number; errcode: string }> {
		this.sent.push(body);
		const fails = this.fails.shift();
		if (fails === "lost") return { status: 0, errcode: "" };
		if (fails === "busy") return { status: 503, errcode: "M_LIMIT_EXCEEDED" };
		if (fails === "spent") return { status: 409, errcode: "CW_TOKEN_SPENT" };
		return { status: 200, errcode: "" };
	}

	changeKey(spki: string): void {
		this.spki = spki;
	}
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
	let [result, square] = [1n, base];
	for (let rest = exponent; rest > 0n; rest >>= 1n) {
		if (rest & 1n) result = (result * square) % modulus;
		square = (square * square) % modulus;
	}
	return result;
}

async function newServer(): Promise<Server> {
	const algorithm = {
		name: "RSA-PSS",
		hash: "SHA-384",
		modulusLength: 2048,
		publicExponent: Uint8Array.of(1, 0, 1),
	};
	const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
	const { d } = await crypto.subtle.exportKey("jwk", pair.privateKey);
	const spki = base64(new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey)));
	const secret = numberOf(unbase64((d ?? "").replaceAll("-", "+").replaceAll("_", "/")));
	return new Server(spki, secret, (await readKey(spki)).n);
}

describe("views", () => {
	let server: Server;
	let kept: Kept;
	let now: number;
	const world = { now: () => now, random: () => 0.5 };
	const views = () => new Views(server, kept, world);
	/** Steps until nothing is to be done for a while. */
	const settle = async (forMs: number) => {
		const end = now + forMs;
		while (now < end) now += Math.max(1, Math.min(await views().step(), end - now));
		await views().step();
	};
	const watch = (video: string) => views().viewed({ video, watched: 4, source: "feed" });

	beforeEach(async () => {
		server = await newServer();
		kept = { plan: table<Plan>(), tokens: table<Token>(), views: table<WaitingView>() };
		now = server.id * day + 1000;
	});

	it("take the whole allotment once a day, whether or not anything is watched", async () => {
		await settle(10 * 60_000);
		expect(server.asked.map((one) => one.blinded.length)).toEqual([4]);
		expect(await kept.tokens.keys()).toHaveLength(4);
		await settle(day / 3);
		expect(server.asked).toHaveLength(1);
		server.id += 1;
		await settle(day);
		expect(server.asked).toHaveLength(2);
		expect(server.asked[1]?.key).toBe(server.id);
	});

	it("ask the same again when the answer was lost, after a reload too", async () => {
		server.fails = ["sign"];
		await settle(30 * 60_000);
		expect(server.asked).toHaveLength(2);
		expect(server.asked[1]).toEqual(server.asked[0]);
		expect(await kept.tokens.keys()).toHaveLength(4);
	});

	it("leave it for today when another device has taken the tokens", async () => {
		server.fails = ["limit"];
		await settle(day / 2);
		expect(server.asked).toHaveLength(1);
	});

	it("are sent one by one, later, each with a token of its own and nothing about the viewer", async () => {
		await settle(10 * 60_000);
		const before = now;
		for (const video of ["a", "b", "c"]) await watch(video);
		await views().step();
		expect(server.sent).toHaveLength(0);
		await settle(2 * 60_000);
		expect(server.sent.map((one) => one.video).sort()).toEqual(["a", "b", "c"]);
		expect(new Set(server.sent.map((one) => one.nonce)).size).toBe(3);
		expect(now - before).toBeGreaterThan(30_000);
		for (const body of server.sent) {
			expect(Object.keys(body).sort()).toEqual(
				["key", "nonce", "prefix", "signature", "source", "video", "watched"].sort(),
			);
		}
		expect(await kept.views.keys()).toHaveLength(0);
		expect(await kept.tokens.keys()).toHaveLength(1);
	});

	it("are sent again as they were until there is an answer", async () => {
		await settle(10 * 60_000);
		await watch("a");
		server.fails = ["lost", "busy"];
		await settle(60 * 60_000);
		expect(server.sent).toHaveLength(3);
		expect(server.sent[1]).toEqual(server.sent[0]);
		expect(server.sent[2]).toEqual(server.sent[0]);
		expect(await kept.tokens.keys()).toHaveLength(3);
	});

	it("get another token when theirs has counted before", async () => {
		await settle(10 * 60_000);
		await watch("a");
		server.fails = ["spent"];
		await settle(5 * 60_000);
		expect(server.sent).toHaveLength(2);
		expect(server.sent[1]?.nonce).not.toBe(server.sent[0]?.nonce);
		expect(await kept.views.keys()).toHaveLength(0);
	});

	it("wait for tokens, and are forgotten after three days without", async () => {
		server.fails = ["limit"];
		await settle(10 * 60_000);
		await watch("a");
		await settle(60 * 60_000);
		expect(server.sent).toHaveLength(0);
		server.fails = Array.from({ length: 500 }, () => "limit" as const);
		await settle(3 * day);
		expect(await kept.views.keys()).toHaveLength(0);
	});

	it("spend nothing by a key that is no longer what everybody is told", async () => {
		await settle(10 * 60_000);
		await watch("a");
		server.changeKey(base64(new Uint8Array(294)));
		await settle(60 * 60_000);
		expect(server.sent).toHaveLength(0);
		expect(await kept.tokens.keys()).toHaveLength(0);
	});
});

describe("the server's rules", () => {
	const rules = {
		keys: [{ id: 1, spki: "AAAA", from_ms: 1, until_ms: 2 }],
		per_day: 200,
		suite: "RSABSSA-SHA384-PSS-Randomized",
		delay_ms: [1, 2],
	};
	it("are read as they are", () => {
		expect(rulesOf(rules)).toEqual({ keys: rules.keys, per_day: 200, delay_ms: [1, 2] });
	});
	it("are refused in another form", () => {
		for (const wrong of [
			null,
			[],
			{ ...rules, suite: "other" },
			{ ...rules, per_day: 0 },
			{ ...rules, per_day: 1e9 },
			{ ...rules, delay_ms: [1] },
			{ ...rules, delay_ms: [-1, 2] },
			{ ...rules, delay_ms: [1, 1e12] },
			{ ...rules, keys: "none" },
		])
			expect(rulesOf(wrong)).toBeNull();
		expect(rulesOf({ ...rules, keys: [{ id: 1 }, null, 7] })?.keys).toEqual([]);
	});
});
