// What the host takes, asked before anything is sent.
import type { MessageId, Values } from "@/lib/i18n";
import type { VideoLimits } from "@/matrix/register";

/** Why a file is not taken, as a message. */
export interface TooMuch {
	id: MessageId;
	values: Values;
}

/** Half a second over is no reason. */
const slackSeconds = 0.5;

/** `null`: fine, or not told: then the server decides. */
export function tooMuch(file: Blob, seconds: number, limits: VideoLimits | undefined): TooMuch | null {
	if (file.size === 0 || /^(image|audio|text)\//.test(file.type)) return { id: "video.noFilm", values: {} };
	if (!limits) return null;
	if (file.size > limits.bytes_max)
		return { id: "video.tooLarge", values: { size: Math.floor(limits.bytes_max / 1e6) } };
	// Where the server cuts, the person chooses what to keep.
	if (!limits.trim && seconds > limits.seconds_max + slackSeconds)
		return { id: "video.tooLong", values: { minutes: limits.seconds_max / 60 } };
	return null;
}
