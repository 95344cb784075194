// What is said in a video, in words: shown while the sound is off, as long as nobody has chosen otherwise for this visit.
import { useEffect, useState, useSyncExternalStore } from "react";
import type { Subtitles } from "../shapes";

/** A language, "off", or `null`: nobody has chosen. */
let chosen: string | null = null;
const listeners = new Set<() => void>();

/** "off", or a language; for all videos from now on. */
export function chooseSubtitles(now: string): void {
	chosen = now;
	for (const listener of listeners) listener();
}

/** Which of a video's are shown; pure. */
export function shownSubtitles(
	all: readonly Subtitles[],
	choice: string | null,
	{ muted, language }: { muted: boolean; language: string },
): Subtitles | null {
	if (choice === "off" || (choice === null && !muted)) return null;
	const of = (wanted: string) => all.find((one) => one.language.split("-")[0] === wanted.split("-")[0]);
	return (choice !== null && of(choice)) || of(language) || all[0] || null;
}

/** What the person chose. */
export function useSubtitleChoice(): string | null {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => chosen,
	);
}

/** The words of this moment. */
export function useCue(element: HTMLVideoElement | null, subtitles: Subtitles | null): string {
	const [words, setWords] = useState("");
	const { url, language } = subtitles ?? {};
	useEffect(() => {
		setWords("");
		if (!element || !url) return;
		// A track of the element keeps time; it is drawn by us, above the caption. It comes after the first frame, which
		// would wait for it.
		const track = document.createElement("track");
		const tell = () =>
			setWords(
				[...(track.track.activeCues ?? [])]
					.map((cue) => (cue as VTTCue).getCueAsHTML().textContent ?? "")
					.join("\n"),
			);
		const add = () => {
			element.removeEventListener("loadeddata", add);
			Object.assign(track, { kind: "metadata", src: url, srclang: language });
			element.append(track);
			track.track.mode = "hidden";
			track.track.addEventListener("cuechange", tell);
		};
		if (element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) add();
		else element.addEventListener("loadeddata", add);
		return () => {
			element.removeEventListener("loadeddata", add);
			track.track.removeEventListener("cuechange", tell);
			track.remove();
		};
	}, [element, url, language]);
	return words;
}
