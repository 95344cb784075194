// How a video is watched, read from its element while it plays. Told to the feed on this device, and to nobody else.
import { useLayoutEffect } from "react";
import { useClient } from "@/matrix/react";
import { videoById } from "../feed/videos";
import { engineOf } from "./engine";
import { dayOf } from "./today";
import type { ViewSource } from "./views/kept";
import { Watch } from "./Watch";

/** Moments at which the element is looked at. */
const everyMs = 250;

/** Time today is written down so often, and when a video is left. */
const tellSeconds = 10;

/** Of the watched video; `element`: which one it plays in. */
export function useWatching(
	id: string | null,
	source: ViewSource,
	element: () => HTMLVideoElement | null | undefined,
): void {
	const client = useClient();
	// A layout effect: it reads the end before the element gets another video.
	// biome-ignore lint/correctness/useExhaustiveDependencies: where the element is asked for changes with the video
	useLayoutEffect(() => {
		const seconds = videoById(id ?? "")?.seconds ?? 0;
		if (!id || seconds === 0) return;
		const engine = engineOf(client);
		const watch = new Watch(seconds);
		let told = 0;
		const spend = () => {
			if (watch.seconds - told > 0.5)
				void engine.call("spent", watch.seconds - told, dayOf(new Date())).catch(() => undefined);
			told = watch.seconds;
		};
		const look = () => {
			const now = element();
			if (now) watch.at(now.currentTime, now.paused);
			if (watch.seconds - told >= tellSeconds) spend();
		};
		const tell = () => {
			look();
			spend();
			const seen = watch.take();
			if (seen) void engine.event({ kind: "watched", video: id, ...seen });
		};
		const timer = setInterval(look, everyMs);
		const hidden = () => document.visibilityState === "hidden" && tell();
		document.addEventListener("visibilitychange", hidden);
		return () => {
			clearInterval(timer);
			document.removeEventListener("visibilitychange", hidden);
			tell();
			const watched = watch.quarters();
			if (watched !== null) engine.viewed({ video: id, watched, source });
		};
	}, [client, id]);
}
