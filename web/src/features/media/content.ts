// What a message with media says, read from its content: everything in it is a stranger's claim.
import type { MediaSource } from "@/matrix/media";
import type { EncryptedFile } from "@/matrix/mediaCrypto";
import { shownName } from "./names";

/** How a file is shown. */
export type MediaKind = "image" | "video" | "audio" | "voice" | "file" | "sticker";

/** A message's file and what it says about it. */
export interface Attached {
	kind: MediaKind;
	/** Absent where the message names no file that could be loaded. */
	source: MediaSource | null;
	/** A smaller picture of it, which may be the picture itself. */
	thumbnail: MediaSource | null;
	name: string;
	caption: string | null;
	type: string;
	bytes: number | null;
	width: number | null;
	height: number | null;
	seconds: number | null;
	blurhash: string | null;
	/** Loudness over time, 0 to 1; empty where the message has none. */
	waveform: readonly number[];
}

/** Any JSON object. */
export type Json = Record<string, unknown>;

/** A value as an object; empty for everything else. */
export const object = (value: unknown): Json =>
	typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** A value as text; empty for everything else. */
export const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** A number within bounds, or nothing. */
const within = (value: unknown, least: number, most: number): number | null =>
	typeof value === "number" && Number.isFinite(value) && value >= least && value <= most ? value : null;

const kinds: Record<string, MediaKind> = {
	"m.image": "image",
	"m.video": "video",
	"m.audio": "audio",
	"m.file": "file",
};

/** Pixels a side of a picture in a chat; twice as many are asked for on dense screens. */
const shown = 400;

/** Reads an `m.room.message` with a file, or an `m.sticker`. */
export function attachedOf(eventType: string, content: Json): Attached {
	const info = object(content.info);
	const kind = kindOf(eventType, content);
	const pictured = kind === "image" || kind === "sticker";
	const type = text(info.mimetype).slice(0, 100);
	const source = sourceOf(content.file, content.url, type, pictured);
	const body = text(content.body);
	const filename = text(content.filename);
	return {
		kind,
		source,
		thumbnail: thumbnailOf(info, source, pictured && type !== "image/gif", pictured),
		name: shownName(filename || body),
		// MSC2530: a body beside a file name is what the sender says about it.
		caption: filename && body && body !== filename && kind !== "sticker" ? body.slice(0, 20_000) : null,
		type,
		bytes: within(info.size, 0, Number.MAX_SAFE_INTEGER),
		width: within(info.w, 1, 100_000),
		height: within(info.h, 1, 100_000),
		seconds: secondsOf(content, info),
		blurhash: text(info["xyz.amorgan.blurhash"] ?? content["xyz.amorgan.blurhash"]).slice(0, 200) || null,
		waveform: waveformOf(content),
	};
}

function kindOf(eventType: string, content: Json): MediaKind {
	if (eventType === "m.sticker") return "sticker";
	const kind = kinds[text(content.msgtype)] ?? "file";
	return kind === "audio" && "org.matrix.msc3245.voice" in content ? "voice" : kind;
}

/** `file` comes before `url`: where both stand, somebody would like to be read by the server. */
function sourceOf(file: unknown, url: unknown, type: string, picture: boolean): MediaSource | null {
	const encrypted = encryptedFile(file);
	if (encrypted) return { file: encrypted, type, picture };
	return typeof url === "string" && url.startsWith("mxc://") ? { mxc: url, type, picture } : null;
}

function encryptedFile(value: unknown): EncryptedFile | null {
	const file = object(value);
	const k = text(object(file.key).k);
	const sha256 = text(object(file.hashes).sha256);
	const [url, iv] = [text(file.url), text(file.iv)];
	return url.startsWith("mxc://") && k && sha256 && iv ? { url, iv, key: { k }, hashes: { sha256 } } : null;
}

function thumbnailOf(
	info: Json,
	source: MediaSource | null,
	scaled: boolean,
	pictured: boolean,
): MediaSource | null {
	if (pictured && !scaled) return source;
	const given = sourceOf(info.thumbnail_file, info.thumbnail_url, "", true);
	if (given) return given;
	if (!pictured || !source) return null;
	return source.mxc ? { ...source, size: shown } : source;
}

function secondsOf(content: Json, info: Json): number | null {
	const ms = object(content["org.matrix.msc1767.audio"]).duration ?? info.duration;
	const known = within(ms, 0, 24 * 3600_000);
	return known === null ? null : known / 1000;
}

/** MSC1767/MSC3246: integers from 0 to 1024. */
function waveformOf(content: Json): readonly number[] {
	const given = object(content["org.matrix.msc1767.audio"]).waveform;
	if (!Array.isArray(given)) return [];
	return given
		.slice(0, 1024)
		.map((value) => (typeof value === "number" && value > 0 ? Math.min(value / 1024, 1) : 0));
}

/** Into the largest box of this shape within limits, so that nothing moves when the picture comes. */
export function boxOf(
	{ width, height }: Pick<Attached, "width" | "height">,
	most: { width: number; height: number },
): { width: number; height: number } {
	// Unknown, as some clients send it: a square is cropped least.
	const [w, h] = width && height ? [width, height] : [1, 1];
	const scale = Math.min(most.width / w, most.height / h, width && height ? 1 : most.width);
	// Very long or tiny pictures keep enough room to be pressed.
	return {
		width: Math.round(Math.max(w * scale, Math.min(most.width, 120))),
		height: Math.round(Math.max(h * scale, Math.min(most.height, 80))),
	};
}
