// Pictures, sounds and files of messages and profiles as local addresses (blob:), shared by all who show the same,
// and forgotten when nobody has shown them for a while.
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { trustedScript } from "@/lib/trusted";
import type { EncryptRequest, LoadRequest, MediaAnswer, MediaFailure } from "./media.worker";
import workerUrl from "./media.worker?worker&url";
import type { EncryptedFile } from "./mediaCrypto";

/** What to load. */
export interface MediaSource {
	/** `mxc://…`, for what is not encrypted. */
	mxc?: string;
	file?: EncryptedFile;
	/** Claimed type. */
	type?: string;
	/** Load a scaled picture of at least this many pixels a side (only what is not encrypted). */
	size?: number;
	/** Whether it is shown as a picture. */
	picture?: boolean;
}

/** A loaded file's local address, or why there is none. */
export type Loaded = { url: string; blob: Blob } | { failure: MediaFailure };

interface Kept {
	loaded: Promise<Loaded>;
	users: number;
	lastUsed: number;
	/** Its size, once it is there. */
	bytes: number;
	/** How much has come, 0 to 1. */
	part: number;
	watchers: Set<() => void>;
}

/** Files that nobody shows are kept for going back and forth, up to this many, and so many bytes. */
const idleMax = 200;
const idleMaxBytes = 96 * 1024 * 1024;

const kept = new Map<string, Kept>();
interface Asked {
	answered: (answer: Exclude<MediaAnswer, { part: number }>) => void;
	progress?: (part: number) => void;
}
const asked = new Map<number, Asked>();
let worker: Worker | undefined;
let next = 0;

type Question = Omit<LoadRequest, "id"> | Omit<EncryptRequest, "id">;

function ask(question: Question, progress?: Asked["progress"]) {
	if (!worker) {
		worker = new Worker(trustedScript(workerUrl), { type: "module" });
		worker.onmessage = ({ data }: MessageEvent<MediaAnswer>) => {
			const one = asked.get(data.id);
			if ("part" in data) {
				one?.progress?.(data.part);
				return;
			}
			asked.delete(data.id);
			one?.answered(data);
		};
		worker.onerror = startAnew;
	}
	next += 1;
	const id = next;
	const answer = new Promise<Parameters<Asked["answered"]>[0]>((answered) =>
		asked.set(id, { answered, progress }),
	);
	worker.postMessage({ ...question, id });
	return answer;
}

/** The worker died, of too little memory for example: who waits for it hears so, and the next question finds another. */
function startAnew(): void {
	worker?.terminate();
	worker = undefined;
	const waiting = [...asked];
	asked.clear();
	for (const [id, one] of waiting) one.answered({ id, reason: "network" });
}

/** Encrypts a file, away from the page's thread; what is to be uploaded, and how others can read it. */
export async function encryptBlob(blob: Blob): Promise<{ blob: Blob; file: Omit<EncryptedFile, "url"> }> {
	const answer = await ask({ do: "encrypt", blob });
	if ("reason" in answer || !answer.file) throw new Error("The file cannot be read");
	return { blob: answer.blob, file: answer.file };
}

/** `mxc://server/id` → the path of the authenticated download (spec 1.11); `null` if it is no such address. */
export function mediaPath(mxc: string, size?: number): string | null {
	const parts = /^mxc:\/\/([^/?#]+)\/([\w-]+)$/.exec(mxc);
	if (!parts?.[1] || !parts[2]) return null;
	const place = `${encodeURIComponent(parts[1])}/${parts[2]}`;
	// Twice the size for dense screens; the server rounds to what it has.
	const pixels = size && Math.min(size * 2, 1600);
	return pixels
		? `/_matrix/client/v1/media/thumbnail/${place}?width=${pixels}&height=${pixels}&method=${pixels <= 192 ? "crop" : "scale"}&animated=false`
		: `/_matrix/client/v1/media/download/${place}`;
}

function keyOf(source: MediaSource): string {
	return `${source.file?.url ?? source.mxc}|${source.file ? "" : (source.size ?? "")}|${source.picture ? "p" : ""}${source.type?.startsWith("audio/") ? "a" : ""}`;
}

async function fetchMedia(source: MediaSource, progress: (part: number) => void): Promise<Loaded> {
	const path = mediaPath(source.file?.url ?? source.mxc ?? "", source.file ? undefined : source.size);
	if (!path) return { failure: "gone" };
	const answer = await ask(
		{
			do: "load",
			path,
			encrypted: source.file && {
				key: source.file.key.k,
				iv: source.file.iv,
				sha256: source.file.hashes.sha256,
			},
			type: source.type,
			picture: source.picture ?? false,
		},
		progress,
	);
	// Not every server scales every kind: then the file itself says what it is.
	if ("reason" in answer && source.size) return fetchMedia({ ...source, size: undefined }, progress);
	if ("reason" in answer) return { failure: answer.reason };
	return { url: URL.createObjectURL(answer.blob), blob: answer.blob };
}

/** Loads a file; call [`release`] with the same source when it is no longer shown. */
export function acquire(source: MediaSource): Promise<Loaded> {
	const key = keyOf(source);
	let entry = kept.get(key);
	if (!entry) {
		const made: Kept = {
			loaded: fetchMedia(source, (part) => {
				made.part = part;
				for (const watcher of made.watchers) watcher();
			}),
			users: 0,
			lastUsed: 0,
			bytes: 0,
			part: 0,
			watchers: new Set(),
		};
		entry = made;
		kept.set(key, entry);
		void entry.loaded.then((loaded) => {
			// A failure is tried again by whoever looks next.
			if ("failure" in loaded) kept.delete(key);
			else made.bytes = loaded.blob.size;
		});
	}
	entry.users += 1;
	return entry.loaded;
}

/** Whether it has to be fetched before it can be shown. */
export const isThere = (source: MediaSource): boolean => kept.has(keyOf(source));

/** Remembers what was just uploaded from here, so that its sender need not fetch it. */
export function remember(source: MediaSource, blob: Blob): void {
	const key = keyOf(source);
	if (kept.has(key)) return;
	const loaded = Promise.resolve<Loaded>({ url: URL.createObjectURL(blob), blob });
	kept.set(key, {
		loaded,
		users: 0,
		lastUsed: performance.now(),
		bytes: blob.size,
		part: 1,
		watchers: new Set(),
	});
}

/** A file's bytes, once: to save it, to send it on. */
export async function loadOnce(source: MediaSource): Promise<Blob | MediaFailure> {
	const loaded = await acquire(source);
	release(source);
	return "blob" in loaded ? loaded.blob : loaded.failure;
}

/** Says that a file is no longer shown. */
export function release(source: MediaSource): void {
	const entry = kept.get(keyOf(source));
	if (!entry) return;
	entry.users -= 1;
	entry.lastUsed = performance.now();
	forgetIdle();
}

/** The longest unused go first. */
function forgetIdle(): void {
	const idle = [...kept].filter(([, one]) => one.users <= 0).sort(([, a], [, b]) => b.lastUsed - a.lastUsed);
	let bytes = 0;
	for (const [at, [key, one]] of idle.entries()) {
		bytes += one.bytes;
		if (at < idleMax && bytes <= idleMaxBytes) continue;
		kept.delete(key);
		void one.loaded.then((loaded) => "url" in loaded && URL.revokeObjectURL(loaded.url));
	}
}

/**
 * The local address of a file while a component shows it; `undefined` while it loads. A higher `attempt` tries a
 * failed one again.
 */
export function useMedia(source: MediaSource | null, attempt = 0): Loaded | undefined {
	const key = source && keyOf(source);
	const [state, setState] = useState<{ key: string; loaded: Loaded }>();
	// biome-ignore lint/correctness/useExhaustiveDependencies: the key says all that is loaded of a source
	useEffect(() => {
		if (!source || !key) return;
		let shown = true;
		void acquire(source).then((loaded) => shown && setState({ key, loaded }));
		return () => {
			shown = false;
			release(source);
		};
	}, [key, attempt]);
	return state && state.key === key ? state.loaded : undefined;
}

/** How much of a file has come, 0 to 1, while somebody loads it. */
export function useMediaProgress(source: MediaSource | null): number {
	const key = source && keyOf(source);
	const subscribe = useCallback(
		(changed: () => void) => {
			const watchers = key ? kept.get(key)?.watchers : undefined;
			watchers?.add(changed);
			return () => watchers?.delete(changed);
		},
		[key],
	);
	return useSyncExternalStore(subscribe, () => (key ? (kept.get(key)?.part ?? 0) : 0));
}

/** The local address of a profile picture, or `null` while there is none. */
export function useAvatarUrl(mxc: string | null | undefined, size = 48): string | null {
	const loaded = useMedia(mxc ? { mxc, size, picture: true } : null);
	return loaded && "url" in loaded ? loaded.url : null;
}
