// Behind a video: seen until its first frame is there, and beside a picture of another shape.
import { useMemo } from "react";
import { thumbHashToDataURL } from "thumbhash";
import { useVideo } from "../feed/videos";
import { fitOf, type Size } from "./fit";
import styles from "./Player.module.css";

/**
 * The colours of the cover. Not the cover itself, which is as large as two seconds of the video and would be fetched in
 * place of them; only where nothing can be played it is shown.
 */
export function Ground({ id, box, failed }: { id: string; box: Size; failed: boolean }) {
	const video = useVideo(id);
	const { thumbhash = null, playback } = video ?? {};
	const colours = useMemo(() => picture(thumbhash), [thumbhash]);
	const shown = failed || !colours ? playback?.poster : colours;
	if (!video || !shown) return null;
	const fit = fitOf(video, box);
	return (
		<>
			{fit === "contain" && <img src={colours ?? shown} alt="" className={styles.mist} draggable={false} />}
			<img src={shown} alt="" className={styles.poster} data-fit={fit} draggable={false} />
		</>
	);
}

function picture(thumbhash: string | null): string | null {
	if (!thumbhash) return null;
	try {
		return thumbHashToDataURL(Uint8Array.from(atob(thumbhash), (char) => char.charCodeAt(0)));
	} catch {
		return null;
	}
}
