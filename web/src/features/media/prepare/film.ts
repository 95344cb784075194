// Makes a film ready to be sent: without the place where it was taken, with a poster.
import { blurhashOf, copyOf } from "./canvas";
import { filmWithoutMetadata } from "./filmMetadata";
import type { Prepared } from "./prepare";

/** A film that tells nothing for so long cannot be shown by this browser. */
const patienceMs = 15_000;
const posterSide = 800;

/** `null` where this browser cannot play it: it is sent as a file then. */
export async function prepareFilm(file: File, type: string): Promise<Prepared | null> {
	const clean = await filmWithoutMetadata(file);
	if (!clean) return null;
	const url = URL.createObjectURL(clean);
	const video = document.createElement("video");
	try {
		video.muted = true;
		video.playsInline = true;
		video.preload = "auto";
		video.src = url;
		await heard(video, "loadeddata");
		// Some way in: many films begin with black.
		const at = Math.min(1, (Number.isFinite(video.duration) ? video.duration : 0) / 4);
		if (at > 0) {
			video.currentTime = at;
			await heard(video, "seeked");
		}
		const drawn = { image: video, width: video.videoWidth, height: video.videoHeight };
		if (!drawn.width || !drawn.height) return null;
		const poster = await copyOf(drawn, posterSide, "image/jpeg");
		return {
			msgtype: "m.video",
			name: file.name,
			file: new Blob([clean], { type }),
			thumbnail: poster.blob,
			info: {
				mimetype: type,
				size: clean.size,
				w: drawn.width,
				h: drawn.height,
				...(Number.isFinite(video.duration) && { duration: Math.round(video.duration * 1000) }),
				"xyz.amorgan.blurhash": blurhashOf(drawn),
				thumbnail_info: {
					mimetype: poster.blob.type,
					size: poster.blob.size,
					w: poster.width,
					h: poster.height,
				},
			},
		};
	} catch {
		return null;
	} finally {
		video.removeAttribute("src");
		URL.revokeObjectURL(url);
	}
}

function heard(video: HTMLVideoElement, name: "loadeddata" | "seeked"): Promise<void> {
	return new Promise((resolve, reject) => {
		const late = setTimeout(() => reject(new Error("The film says nothing")), patienceMs);
		const done = () => {
			clearTimeout(late);
			resolve();
		};
		video.addEventListener(name, done, { once: true });
		video.addEventListener("error", () => reject(video.error ?? new Error("No film")), { once: true });
	});
}
