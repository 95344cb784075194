import type { MatrixClient } from "matrix-js-sdk";
import { beforeEach, expect, test, vi } from "vitest";
import { OwnSnapshots } from "./OwnSnapshots";
import type { Logged } from "./UpdateLog";

/** Files on the server: by address. */
const files = new Map<string, Blob>();
let accountData: Map<string, Record<string, unknown>>;

vi.mock("../media", () => ({
	encryptBlob: async (blob: Blob) => ({ blob, file: { iv: "i", key: { k: "k" }, hashes: { sha256: "h" } } }),
	loadOnce: async ({ file }: { file: { url: string } }) => files.get(file.url) ?? "gone",
}));

/** A device; `seed`: the private identity key, where it is confirmed. */
function device(seed: string | null): OwnSnapshots {
	return new OwnSnapshots({
		getCrypto: () => ({ exportSecretsBundle: async () => ({ cross_signing: { master_key: seed } }) }),
		getAccountData: (type: string) => {
			const content = accountData.get(type);
			return content && { getContent: () => content };
		},
		setAccountData: async (type: string, content: Record<string, unknown>) => accountData.set(type, content),
		uploadContent: async (blob: Blob) => {
			files.set(`mxc://h/${files.size}`, blob);
			return { content_uri: `mxc://h/${files.size - 1}` };
		},
	} as unknown as MatrixClient);
}

const whole = (count: number) => ({
	updates: Array.from(
		{ length: count },
		(_, at): Logged => ({
			serial: at + 1,
			uid: `@mei:h ${at}`,
			eventId: `$${at}`,
			sender: "@mei:h",
			ts: at,
			addr: "a",
			update: { payload: at },
		}),
	),
	until: `$${count - 1}`,
});

beforeEach(() => {
	files.clear();
	accountData = new Map();
});

test("what one device of mine keeps, another has, and nobody else: neither the server nor a device that is not confirmed", async () => {
	await device("seed").keep("$app", whole(1200));
	const got = await device("seed").read("$app");
	expect(got?.until).toBe("$1199");
	expect(got?.updates.map(({ update }) => update.payload)).toEqual(
		Array.from({ length: 1200 }, (_, at) => at),
	);
	expect(JSON.stringify([...accountData])).not.toMatch(/mxc|1199/);
	expect(await device("other").read("$app")).toBeNull();
	expect(await device(null).read("$app")).toBeNull();
});

test("one that was put in the place of another, or changed, or whose file is gone, is none", async () => {
	await device("seed").keep("$app", whole(1200));
	const [content] = accountData.values();
	accountData.set("io.causeway.xdc.snapshot.$other", content as Record<string, unknown>);
	expect(await device("seed").read("$other")).toBeNull();
	accountData.set("io.causeway.xdc.snapshot.$other", { sealed: `A${String(content?.sealed)}` });
	expect(await device("seed").read("$other")).toBeNull();
	files.clear();
	expect(await device("seed").read("$app")).toBeNull();
});

test("short lists are not kept, long ones again when they are twice as long, and what is forgotten is gone", async () => {
	await device("seed").keep("$app", whole(999));
	expect(files.size).toBe(0);
	await device("seed").keep("$app", whole(1000));
	await device("seed").keep("$app", whole(1999));
	expect(files.size).toBe(1);
	await device("seed").keep("$app", whole(2000));
	expect(files.size).toBe(2);
	await device(null).keep("$more", whole(5000));
	expect(files.size).toBe(2);
	await device("seed").forget("$app");
	expect(await device("seed").read("$app")).toBeNull();
});
