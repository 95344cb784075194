// Playlists of our own server (HLS, RFC 8216): which qualities a video has, and which bytes of a file are which seconds;
// pure. What another server could write is not read: a browser that plays such lists itself does.

/** Some seconds of a file, from a key frame to the next piece; bytes: from the first to the one after the last. */
export interface Piece {
	start: number;
	end: number;
	from: number;
	to: number;
}

/** One file: what describes it stands at its beginning, up to the byte `head`. */
export interface Track {
	url: string;
	head: number;
	pieces: readonly Piece[];
}

/** One quality of the picture, and the sound that belongs to it. */
export interface Variant {
	/** Of its playlist. */
	url: string;
	/** Of the picture, and of the sound. */
	codecs: readonly string[];
	/** Its short edge in pixels. */
	edge: number;
	/** Bits a second at most, with the sound. */
	bitrate: number;
	/** The playlist of the sound; `null`: there is none. */
	sound: string | null;
}

/** Reads a master playlist; empty: it is none. */
export function variantsOf(playlist: string, at: string): Variant[] {
	const lines = playlist.split(/\r?\n/);
	const sounds = new Map<string, string>();
	const found: Variant[] = [];
	for (const [number, line] of lines.entries()) {
		const told = attributesOf(line);
		if (line.startsWith("#EXT-X-MEDIA:") && told.TYPE === "AUDIO") {
			const url = addressOf(told.URI, at);
			if (url) sounds.set(told["GROUP-ID"] ?? "", url);
		}
		if (!line.startsWith("#EXT-X-STREAM-INF:")) continue;
		const url = addressOf(lines[number + 1], at);
		const [width = 0, height = 0] = (told.RESOLUTION ?? "").split("x").map(Number);
		if (!url || !(width > 0 && height > 0)) continue;
		found.push({
			url,
			codecs: (told.CODECS ?? "").split(","),
			edge: Math.min(width, height),
			bitrate: Number(told.BANDWIDTH) || 0,
			sound: sounds.get(told.AUDIO ?? "") ?? null,
		});
	}
	return found;
}

/** Reads the playlist of one file; `null`: it is none, or one of several files. */
export function trackOf(playlist: string, at: string): Track | null {
	const lines = playlist.split(/\r?\n/);
	const map = attributesOf(lines.find((line) => line.startsWith("#EXT-X-MAP:")) ?? "");
	const url = addressOf(map.URI, at);
	const [head, before] = (map.BYTERANGE ?? "").split("@").map(Number);
	if (!url || !head || before !== 0) return null;
	const pieces: Piece[] = [];
	let [start, seconds] = [0, 0];
	for (const [number, line] of lines.entries()) {
		if (line.startsWith("#EXTINF:")) seconds = Number.parseFloat(line.slice(8));
		if (!line.startsWith("#EXT-X-BYTERANGE:")) continue;
		const [length = 0, from = 0] = line.slice(17).split("@").map(Number);
		if (!(seconds >= 0 && length > 0 && from >= head) || addressOf(lines[number + 1], at) !== url)
			return null;
		pieces.push({ start, end: start + seconds, from, to: from + length });
		start += seconds;
	}
	return pieces.length > 0 ? { url, head, pieces } : null;
}

/** `NAME=value,NAME="value"` of a line. */
function attributesOf(line: string): Record<string, string | undefined> {
	const pairs = line.matchAll(/([A-Z-]+)=(?:"([^"]*)"|([^",]*))/g);
	return Object.fromEntries([...pairs].map(([, name, quoted, plain]) => [name, quoted ?? plain]));
}

/** An address of the same server; `null`: another one's. */
function addressOf(text: string | undefined, at: string): string | null {
	const url = text && !text.startsWith("#") ? URL.parse(text, at) : null;
	return url && url.origin === new URL(at).origin ? url.href : null;
}
