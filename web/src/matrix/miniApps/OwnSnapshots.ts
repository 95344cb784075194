// Long lists of updates for the other devices of the same person, so that a new one need not decipher every event: a file,
// and where it is with its key in the account's data, sealed by a key that only confirmed devices of the person have. Who
// could write into it could do so on this very device, so it is believed as what is kept here.
import type { MatrixClient } from "matrix-js-sdk";
import { encryptBlob } from "../media";
import { identitySeed } from "./address";
import { loadFile } from "./file";
import { snapshotFile, updatesOf } from "./snapshot";
import type { Arrived, Logged } from "./UpdateLog";

/** What is sealed, from version 1. */
interface Facts {
	version: 1;
	app: string;
	/** The newest event that it covers. */
	until: string;
	/** How many events that are. */
	events: number;
	file: Record<string, unknown>;
}

/** Everything of an app up to an event. */
export interface Whole<Update extends Arrived = Arrived> {
	updates: readonly Update[];
	until: string;
}

/** A list that is read in some seconds needs none, and a new one is made when there is twice as much: what is uploaded over time is twice a list at most. */
const eventsLeast = 1_000;

const typeOf = (app: string): string => `io.causeway.xdc.snapshot.${app}`;

/** Those of an account. */
export class OwnSnapshots {
	private readonly making = new Set<string>();

	constructor(private readonly client: MatrixClient) {}

	/** What another device of mine has kept of an app; `null`: nothing that can be had. */
	async read(app: string): Promise<Whole | null> {
		const facts = await this.facts(app);
		if (!facts) return null;
		try {
			const packed = new Blob([await loadFile({ file: facts.file }, null)]);
			const plain = packed.stream().pipeThrough(new DecompressionStream("gzip"));
			const updates = await updatesOf(new Uint8Array(await new Response(plain).arrayBuffer()), "mine");
			return { updates, until: facts.until };
		} catch {
			// The events are there all the same.
			return null;
		}
	}

	/** Keeps one, if the list has become so long that it is worth it. */
	async keep(app: string, { updates, until }: Whole<Logged>): Promise<void> {
		const events = new Set(updates.map((one) => one.eventId)).size;
		if (events < eventsLeast || this.making.has(app)) return;
		this.making.add(app);
		try {
			const key = await sealingKey(this.client);
			if (!key || events < 2 * ((await this.facts(app))?.events ?? 0)) return;
			const packed = snapshotFile(updates).stream().pipeThrough(new CompressionStream("gzip"));
			const { blob, file } = await encryptBlob(await new Response(packed).blob());
			const { content_uri: url } = await this.client.uploadContent(blob, {
				includeFilename: false,
				type: "application/octet-stream",
			});
			const facts: Facts = { version: 1, app, until, events, file: { ...file, url } };
			await this.set(app, { sealed: await sealed(key, facts) });
		} catch {
			// Offline, or no room on the server: the events are there.
		} finally {
			this.making.delete(app);
		}
	}

	/** Forgets one: something in it was redacted. */
	async forget(app: string): Promise<void> {
		if (this.content(app).sealed !== undefined) await this.set(app, {}).catch(() => undefined);
	}

	private async facts(app: string): Promise<Facts | null> {
		const { sealed: text } = this.content(app);
		const key = typeof text === "string" ? await sealingKey(this.client) : null;
		if (typeof text !== "string" || !key) return null;
		const facts = await opened(key, text).catch(() => null);
		// Bound to its app: the server cannot put one in the place of another.
		return facts?.version === 1 && facts.app === app ? facts : null;
	}

	private content(app: string): Record<string, unknown> {
		return this.client.getAccountData(typeOf(app) as never)?.getContent() ?? {};
	}

	private async set(app: string, content: Record<string, unknown>): Promise<void> {
		await this.client.setAccountData(typeOf(app) as never, content as never);
	}
}

/** Of the private identity key (as for addresses); `null`: this device is not confirmed. */
async function sealingKey(client: MatrixClient): Promise<CryptoKey | null> {
	const seed = await identitySeed(client);
	if (!seed) return null;
	const utf8 = new TextEncoder();
	const material = await crypto.subtle.importKey("raw", utf8.encode(seed), "HKDF", false, ["deriveKey"]);
	const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8.encode(snapshotKey) };
	const use = { name: "AES-GCM", length: 256 };
	return crypto.subtle.deriveKey(how, material, use, false, ["encrypt", "decrypt"]);
}

const snapshotKey = "io.causeway.xdc.snapshot.key";
const ivBytes = 12;

/** In base64: the random bytes, then what AES-GCM makes. */
async function sealed(key: CryptoKey, facts: Facts): Promise<string> {
	const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
	const plain = new TextEncoder().encode(JSON.stringify(facts));
	const bytes = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain));
	return btoa(String.fromCharCode(...iv, ...bytes));
}

async function opened(key: CryptoKey, text: string): Promise<Facts> {
	const bytes = Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0));
	const how = { name: "AES-GCM", iv: bytes.subarray(0, ivBytes) };
	const plain = await crypto.subtle.decrypt(how, key, bytes.subarray(ivBytes));
	return JSON.parse(new TextDecoder().decode(plain)) as Facts;
}
