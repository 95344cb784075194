// Hearing a sound before one uses it: one at a time, and none when one goes away.
import { useEffect, useRef, useState } from "react";
import type { Sound } from "../../find/shapes";

/** `playing`: its id. */
export function useListen(): { playing: string | null; toggle: (sound: Sound) => void } {
	const [playing, setPlaying] = useState<string | null>(null);
	const audio = useRef<HTMLAudioElement>(null);
	useEffect(
		() => () => {
			audio.current?.pause();
			audio.current?.removeAttribute("src");
		},
		[],
	);
	const toggle = ({ id, file }: Sound) => {
		audio.current ??= new Audio();
		const element = audio.current;
		element.pause();
		if (playing === id || !file) return setPlaying(null);
		element.src = file;
		element.onended = () => setPlaying(null);
		setPlaying(id);
		element.play().catch((problem: DOMException) => {
			// Aborted: another was chosen meanwhile. Otherwise its file is gone.
			if (problem.name !== "AbortError") setPlaying(null);
		});
	};
	return { playing, toggle };
}
