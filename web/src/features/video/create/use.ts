// Another's video of which one is made: its sound, side by side with it, or a quotation. It stands in the address until there is a draft.
import { useSearchParams } from "react-router";
import { useHost } from "@/matrix/useHost";
import { createPath } from "../paths";
import type { Use } from "./drafts";

/** As much of another's video may be quoted, in seconds. */
export const quotedMost = 5;

/** The way to a new video that is made of another. */
export const madeOfPath = (kind: Use["kind"], of: string): string =>
	`${createPath()}?${kind}=${encodeURIComponent(of)}`;

/** What the address asks for; `null`: nothing, or the server cannot do it. */
export function useUse(): Use | null {
	const [query] = useSearchParams();
	const makes = useHost()?.video?.trim ?? false;
	return makes ? usedIn(query) : null;
}

/** Another sound, while nothing else is made of another's video; it stands in the address too. */
export function useSoundChoice(): (sound: string | null) => void {
	const [, setQuery] = useSearchParams();
	return (sound) => setQuery(sound ? { sound } : {}, { replace: true });
}

/** Pure. */
export function usedIn(query: URLSearchParams): Use | null {
	const [sound, duet, stitch] = ["sound", "duet", "stitch"].map((name) => query.get(name));
	if (sound) return { kind: "sound", of: sound };
	if (duet) return { kind: "duet", of: duet };
	return stitch ? { kind: "stitch", of: stitch, part: { start: 0, end: quotedMost } } : null;
}
