// A voice note as a message: MSC3245 over MSC1767 and MSC3246, and m.audio for all who know only that.
import type { Json } from "../content";
import type { Recording } from "./Recorder";
import { waveformFor } from "./waveform";

/** `name`: what clients without voice notes show. */
export function voiceContent({ blob, seconds, levels }: Recording, name: string): Json {
	const duration = Math.round(seconds * 1000);
	return {
		msgtype: "m.audio",
		body: name,
		info: { mimetype: blob.type, size: blob.size, duration },
		"org.matrix.msc1767.text": name,
		"org.matrix.msc1767.audio": { duration, waveform: waveformFor(levels) },
		"org.matrix.msc3245.voice": {},
	};
}
