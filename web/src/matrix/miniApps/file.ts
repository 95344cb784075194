// The file of a mini-app in the content of its message, and its picture.
import { loadOnce, type MediaSource } from "../media";
import type { EncryptedFile } from "../mediaCrypto";

type Json = Record<string, unknown>;

const object = (value: unknown): Json =>
	typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** `file` comes before `url`: where both stand, somebody would like to be read by the server. */
function sourceOf(file: unknown, url: unknown): MediaSource | null {
	const { url: at, iv, key, hashes } = object(file);
	const [k, sha256] = [text(object(key).k), text(object(hashes).sha256)];
	if (text(at).startsWith("mxc://") && k && sha256 && text(iv))
		return { file: { url: text(at), iv: text(iv), key: { k }, hashes: { sha256 } } satisfies EncryptedFile };
	return text(url).startsWith("mxc://") ? { mxc: text(url) } : null;
}

/** Its picture; `null`: it has none. */
export function iconIn(content: Json): MediaSource | null {
	const { thumbnail_file, thumbnail_url } = object(content.info);
	const source = sourceOf(thumbnail_file, thumbnail_url);
	return source && { ...source, picture: true };
}

/** Bytes of the file, as its sender says. */
export function fileSize(content: Json): number {
	const { size } = object(content.info);
	return typeof size === "number" && size >= 0 && Number.isSafeInteger(size) ? size : 0;
}

/** The file cannot be had, or is another one than its message says. */
export class NoFile extends Error {
	constructor(readonly reason: "gone" | "damaged" | "network") {
		super(reason);
	}
}

/** The file itself, decrypted on this device. */
export async function loadFile(content: Json, sha256: string | null): Promise<Uint8Array<ArrayBuffer>> {
	const source = sourceOf(content.file, content.url);
	if (!source) throw new NoFile("gone");
	const loaded = await loadOnce(source);
	if (!(loaded instanceof Blob))
		throw new NoFile(loaded === "gone" || loaded === "network" ? loaded : "damaged");
	const bytes = new Uint8Array(await loaded.arrayBuffer());
	if (sha256 && (await hexHash(bytes)) !== sha256) throw new NoFile("damaged");
	return bytes;
}

/** SHA-256 in hexadecimal digits. */
export async function hexHash(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
	const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
	return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
