// The files that are about to be sent, in order.
import type { CaptionText } from "../parts";

/** One file with what is said about it. */
export interface Draft {
	id: string;
	file: File;
	caption: CaptionText;
}

/** More at once would only be picked by mistake. */
const most = 50;

/** Drafts of files that were picked, pasted or dropped. */
export function draftsOf(files: readonly File[]): Draft[] {
	return files
		.slice(0, most)
		.map((file) => ({ id: crypto.randomUUID(), file, caption: { text: "", mentions: [] } }));
}

/** The same drafts with other words beside one. */
export function captioned(drafts: readonly Draft[], id: string, change: Partial<CaptionText>): Draft[] {
	return drafts.map((one) => (one.id === id ? { ...one, caption: { ...one.caption, ...change } } : one));
}

/** The same drafts with one a step up or down. */
export function moved(drafts: readonly Draft[], at: number, step: 1 | -1): Draft[] {
	const changed = [...drafts];
	const [one] = changed.splice(at, 1);
	if (one) changed.splice(at + step, 0, one);
	return changed;
}

/** Whether the server would refuse it. A picture that is sent as a picture becomes smaller on the way. */
export function tooLarge({ file }: Draft, asFile: boolean, limit: number | null): boolean {
	const shrinks = !asFile && file.type.startsWith("image/");
	return limit !== null && !shrinks && file.size > limit;
}
