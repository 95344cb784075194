// What is posted of a draft (`POST videos`).
import type { NewVideo } from "../api";
import type { Draft, Use } from "./drafts";
import { writeVtt } from "./vtt";

const ms = (seconds: number): number => Math.round(seconds * 1000);
const part = ({ start, end }: { start: number; end: number }) => ({ start_ms: ms(start), end_ms: ms(end) });

/** `makes`: the server cuts, mixes and schedules; what it does not know it is not told. */
export function newVideoOf(draft: Draft, upload: string, makes: boolean): NewVideo {
	const { caption, language, visibility, comments, sensitive } = draft;
	const plain = { upload, caption: caption.trim(), language, visibility, comments, sensitive };
	return makes ? { ...plain, ...made(draft) } : plain;
}

function made(draft: Draft): Partial<NewVideo> {
	const { trim, speed, coverAt, allowDuet, allowStitch, publishAt, cues, language, use } = draft;
	const said = cues.filter(({ text }) => text.trim() !== "");
	const spoken = language ?? "und";
	return {
		...(trim && { trim: part(trim) }),
		...(speed !== 1 && { speed }),
		// Of what is made, not of the file.
		...(coverAt !== null && { cover_ms: ms(Math.max(0, coverAt - (trim?.start ?? 0)) / speed) }),
		...(!allowDuet && { allow_duet: false }),
		...(!allowStitch && { allow_stitch: false }),
		...(publishAt !== null && publishAt > Date.now() && { publish_at: publishAt }),
		...(said.length > 0 && { captions: [{ language: spoken, label: nameOf(spoken), vtt: writeVtt(said) }] }),
		...(use && used(use, draft)),
	};
}

/** Languages are called as their speakers call them. */
const nameOf = (language: string): string =>
	language === "und"
		? "CC"
		: (new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language);

function used(use: Use, { soundVolume, originalVolume }: Draft): Partial<NewVideo> {
	switch (use.kind) {
		case "sound":
			return { sound: use.of, sound_volume: soundVolume, original_volume: originalVolume };
		case "duet":
			return { duet_of: use.of };
		case "stitch":
			return { stitch_of: use.of, stitch: part(use.part) };
	}
}
