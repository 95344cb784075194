// Why a video could not be posted, in words.
import type { MessageId, Translate } from "@/lib/i18n";

/** Codes of this device, of uploads and of the server's processing. */
const reasons: Record<string, MessageId> = {
	tooLarge: "video.reason.tooLarge",
	noRoom: "video.reason.noRoom",
	forbidden: "video.reason.forbidden",
	signedOut: "video.reason.signedOut",
	unreadable: "video.reason.unreadable",
	refused: "video.reason.refused",
	offline: "video.reason.offline",
	gone: "video.reason.gone",
	unknown: "video.reason.unknown",
	not_a_video: "video.reason.notAVideo",
	too_long: "video.reason.tooLong",
	too_large: "video.reason.tooLarge",
	too_many_frames: "video.reason.tooManyFrames",
	unsupported: "video.reason.unsupported",
	damaged: "video.reason.damaged",
	no_picture: "video.reason.noPicture",
	blocked: "video.reason.blocked",
	disk_full: "video.reason.diskFull",
	gave_up: "video.reason.gaveUp",
};

/** A code in words; what the server said itself as it said it. */
export function reasonWords(reason: string | null, t: Translate): string {
	const id = reasons[reason ?? "unknown"];
	return id ? t(id) : t("video.reason.said", { reason: reason ?? "" });
}
