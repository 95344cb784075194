// What this device can tell of a film before anybody has processed it: how long it is, its shape, pictures of it.

/** Of a file. */
export interface Facts {
	seconds: number;
	width: number;
	height: number;
	/** A small picture, for lists. */
	cover: Blob | null;
}

/** The longer side of a small picture. */
const coverEdge = 320;
const patienceMs = 15_000;

/** Resolves at the event; rejects where the film breaks, or says nothing for long. */
function heard(film: HTMLVideoElement, event: string): Promise<void> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error(`No ${event}`)), patienceMs);
		const end = (then: () => void) => () => {
			clearTimeout(timer);
			film.removeEventListener(event, good);
			film.removeEventListener("error", bad);
			then();
		};
		const good = end(resolve);
		const bad = end(() => reject(new Error("Not a film that plays here")));
		film.addEventListener(event, good);
		film.addEventListener("error", bad);
	});
}

/** An element for looking into a file; `release` when it is not needed any more. */
async function opened(file: Blob): Promise<{ film: HTMLVideoElement; release: () => void }> {
	const film = document.createElement("video");
	const url = URL.createObjectURL(file);
	const release = () => {
		film.removeAttribute("src");
		film.load();
		URL.revokeObjectURL(url);
	};
	try {
		film.muted = true;
		film.playsInline = true;
		film.preload = "auto";
		film.src = url;
		await heard(film, "loadedmetadata");
		return { film, release };
	} catch (error) {
		release();
		throw error;
	}
}

/** A file that plays here; throws where it does not (the server may know the format all the same). */
export async function factsOf(file: Blob): Promise<Facts> {
	const { film, release } = await opened(file);
	try {
		const seconds = await lengthOf(film);
		const { videoWidth: width, videoHeight: height } = film;
		if (!width || !height) throw new Error("No picture");
		const cover = await pictureAt(film, Math.min(1, seconds / 4)).catch(() => null);
		return { seconds, width, height, cover };
	} finally {
		release();
	}
}

/** Recordings of a browser do not say how long they are until one has been at their end. */
async function lengthOf(film: HTMLVideoElement): Promise<number> {
	if (Number.isFinite(film.duration)) return film.duration;
	const known = heard(film, "durationchange");
	film.currentTime = Number.MAX_SAFE_INTEGER;
	await known.catch(() => undefined);
	return Number.isFinite(film.duration) ? film.duration : 0;
}

/** The frame at a time. */
async function pictureAt(film: HTMLVideoElement, seconds: number): Promise<Blob | null> {
	const there = heard(film, "seeked");
	film.currentTime = seconds;
	await there;
	const scale = Math.min(1, coverEdge / Math.max(film.videoWidth, film.videoHeight));
	const canvas = new OffscreenCanvas(
		Math.max(1, Math.round(film.videoWidth * scale)),
		Math.max(1, Math.round(film.videoHeight * scale)),
	);
	canvas.getContext("2d")?.drawImage(film, 0, 0, canvas.width, canvas.height);
	return canvas.convertToBlob({ type: "image/jpeg", quality: 0.8 });
}

/** Pictures of a film, evenly over its length; ends early where it is aborted. */
export async function strip(
	file: Blob,
	count: number,
	seconds: number,
	signal: AbortSignal,
): Promise<Blob[]> {
	const { film, release } = await opened(file);
	const pictures: Blob[] = [];
	try {
		for (let i = 0; i < count && !signal.aborted; i += 1) {
			const picture = await pictureAt(film, ((i + 0.5) / count) * seconds);
			if (picture) pictures.push(picture);
		}
	} finally {
		release();
	}
	return pictures;
}
