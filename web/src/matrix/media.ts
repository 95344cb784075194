// Pictures, sounds and files of messages and profiles as local addresses (blob:), shared by all who show the same,
// and forgotten when nobody has shown them for a while.
import { useEffect, useState } from "react";
import { trustedScript } from "@/lib/trusted";
import type { MediaAnswer, MediaFailure, MediaRequest } from "./media.worker";
import workerUrl from "./media.worker?worker&url";

/** The `file` of an encrypted attachment (spec: extensions to m.room.message msgtypes). */
export interface EncryptedFile {
	url: string;
	key: { k: string };
	iv: string;
	hashes: { sha256: string };
}

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
}

/** Files that nobody shows are kept for going back and forth, up to this many. */
const idleMax = 200;

const kept = new Map<string, Kept>();
const asked = new Map<number, (answer: MediaAnswer) => void>();
let worker: Worker | undefined;
let next = 0;

function ask(request: Omit<MediaRequest, "id">): Promise<MediaAnswer> {
	if (!worker) {
		worker = new Worker(trustedScript(workerUrl), { type: "module" });
		worker.onmessage = ({ data }: MessageEvent<MediaAnswer>) => {
			asked.get(data.id)?.(data);
			asked.delete(data.id);
		};
	}
	next += 1;
	const id = next;
	const answer = new Promise<MediaAnswer>((resolve) => asked.set(id, resolve));
	worker.postMessage({ ...request, id } satisfies MediaRequest);
	return answer;
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
	return `${source.file?.url ?? source.mxc}|${source.file ? "" : (source.size ?? "")}|${source.picture ? "p" : ""}`;
}

async function fetchMedia(source: MediaSource): Promise<Loaded> {
	const path = mediaPath(source.file?.url ?? source.mxc ?? "", source.file ? undefined : source.size);
	if (!path) return { failure: "gone" };
	const answer = await ask({
		path,
		encrypted: source.file && {
			key: source.file.key?.k ?? "",
			iv: source.file.iv ?? "",
			sha256: source.file.hashes?.sha256 ?? "",
		},
		type: source.type,
		picture: source.picture ?? false,
	});
	if ("reason" in answer) return { failure: answer.reason };
	return { url: URL.createObjectURL(answer.blob), blob: answer.blob };
}

/** Loads a file; call [`release`] with the same source when it is no longer shown. */
export function acquire(source: MediaSource): Promise<Loaded> {
	const key = keyOf(source);
	let entry = kept.get(key);
	if (!entry) {
		entry = { loaded: fetchMedia(source), users: 0, lastUsed: 0 };
		kept.set(key, entry);
		void entry.loaded.then((loaded) => {
			// A failure is tried again by whoever looks next.
			if ("failure" in loaded) kept.delete(key);
		});
	}
	entry.users += 1;
	return entry.loaded;
}

/** Says that a file is no longer shown. */
export function release(source: MediaSource): void {
	const entry = kept.get(keyOf(source));
	if (!entry) return;
	entry.users -= 1;
	entry.lastUsed = performance.now();
	const idle = [...kept].filter(([, one]) => one.users <= 0);
	if (idle.length <= idleMax) return;
	idle.sort(([, a], [, b]) => a.lastUsed - b.lastUsed);
	for (const [key, one] of idle.slice(0, idle.length - idleMax)) {
		kept.delete(key);
		void one.loaded.then((loaded) => "url" in loaded && URL.revokeObjectURL(loaded.url));
	}
}

/** The local address of a file while a component shows it; `undefined` while it loads. */
export function useMedia(source: MediaSource | null): Loaded | undefined {
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
	}, [key]);
	return state && state.key === key ? state.loaded : undefined;
}

/** The local address of a profile picture, or `null` while there is none. */
export function useAvatarUrl(mxc: string | null | undefined, size = 48): string | null {
	const loaded = useMedia(mxc ? { mxc, size, picture: true } : null);
	return loaded && "url" in loaded ? loaded.url : null;
}
