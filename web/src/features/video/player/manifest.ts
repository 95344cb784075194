// Playlists of videos, asked for once: those of what comes after the next video are here before it is.
import { type Track, trackOf, type Variant, variantsOf } from "./playlist";
import { type Conditions, startRung } from "./rung";

/** Playlists that are kept; each is a small one. */
const most = 60;
const asked = new Map<string, Promise<string>>();

/** What cannot be fetched or read. */
export class Unplayable extends Error {}

/** The qualities of a video. */
export async function variants(master: string): Promise<Variant[]> {
	const at = new URL(master, location.href).href;
	const found = variantsOf(await text(at), at);
	if (found.length === 0) throw new Unplayable("No qualities");
	return found;
}

/** The pieces of one of its files. */
export async function track(playlist: string): Promise<Track> {
	const found = trackOf(await text(playlist), playlist);
	if (!found) throw new Unplayable("A playlist of another kind");
	return found;
}

/** The quality to go on with; `null`: none of them plays here. */
export function chosen(from: readonly Variant[], how: Conditions): Variant | null {
	const playable = from.filter(({ codecs }) =>
		codecs.every((codec) => sources()?.isTypeSupported(kindOf(codec))),
	);
	const mixed = takesOthers() ? playable : familyOf(playable);
	return mixed[startRung(mixed, how)] ?? null;
}

/** Those of one codec, where a store takes no other later: the codec with the most qualities, of two the lighter one. */
function familyOf(playable: readonly Variant[]): readonly Variant[] {
	const families = Object.values(Object.groupBy(playable, ({ codecs }) => codecs[0]?.split(".")[0] ?? ""));
	const weight = (one: readonly Variant[] = []) => one.reduce((sum, { bitrate }) => sum + bitrate, 0);
	families.sort((a = [], b = []) => b.length - a.length || weight(a) - weight(b));
	return families[0] ?? [];
}

const takesOthers = (): boolean =>
	typeof SourceBuffer !== "undefined" && "changeType" in SourceBuffer.prototype;

/** The kind of the bytes of a codec, as stores are asked for: sound and picture come in files of their own. */
export const kindOf = (codec: string): string =>
	`${codec.startsWith("mp4a") ? "audio" : "video"}/mp4; codecs="${codec}"`;

/** Media sources, as far as this browser has them: iPhones have their own. */
export function sources(): typeof MediaSource | undefined {
	const { MediaSource: usual, ManagedMediaSource: managed } = window as {
		MediaSource?: typeof MediaSource;
		ManagedMediaSource?: typeof MediaSource;
	};
	return usual ?? managed;
}

function text(url: string): Promise<string> {
	const known = asked.get(url);
	if (known) return known;
	const answer = fetch(url).then((response) => {
		if (!response.ok) throw new Unplayable(`${response.status}`);
		return response.text();
	});
	// Asked again the next time.
	answer.catch(() => asked.delete(url));
	asked.set(url, answer);
	for (const oldest of asked.keys()) {
		if (asked.size <= most) break;
		asked.delete(oldest);
	}
	return answer;
}
