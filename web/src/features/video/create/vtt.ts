// Captions as WebVTT, read and written; pure. https://www.w3.org/TR/webvtt1/

/** Words and when they are said, in seconds. */
export interface Cue {
	start: number;
	end: number;
	text: string;
}

const timing = /^(?:(\d+):)?(\d{2}):(\d{2})[.,](\d{3})\s+-->\s+(?:(\d+):)?(\d{2}):(\d{2})[.,](\d{3})/;

/** The cues of a file, in order; also of SubRip, which many programs write. */
export function readVtt(file: string): Cue[] {
	return file
		.replace(/\r\n?/g, "\n")
		.split(/\n{2,}/)
		.flatMap((block) => cueOf(block.split("\n")) ?? [])
		.sort((a, b) => a.start - b.start);
}

function cueOf(lines: readonly string[]): Cue | null {
	const at = lines.findIndex((line) => timing.test(line));
	const found = at < 0 ? null : timing.exec(lines[at] ?? "");
	if (!found) return null;
	const seconds = (from: number) => {
		const [hours, minutes, whole, thousandths] = found.slice(from, from + 4).map((part) => Number(part ?? 0));
		return (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (whole ?? 0) + (thousandths ?? 0) / 1000;
	};
	const text = lines
		.slice(at + 1)
		.join("\n")
		.replace(/<[^>]*>/g, "")
		.replace(/&lt;/g, "<")
		.replace(/&gt;/g, ">")
		.replace(/&amp;/g, "&")
		.trim();
	const [start, end] = [seconds(1), seconds(5)];
	return text && end > start ? { start, end, text } : null;
}

/** A file of those that have words. */
export function writeVtt(cues: readonly Cue[]): string {
	const blocks = cues
		.filter(({ start, end, text }) => text.trim() && end > start)
		.map(({ start, end, text }) => `${stamp(start)} --> ${stamp(end)}\n${escaped(text)}`);
	return `WEBVTT\n\n${blocks.join("\n\n")}\n`;
}

/** An empty line would end the cue, and "-->" begin one. */
const escaped = (text: string): string =>
	text
		.trim()
		.replace(/\n{2,}/g, "\n")
		.replace(/&/g, "&amp;")
		.replace(/</g, "&lt;")
		.replace(/>/g, "&gt;");

function stamp(seconds: number): string {
	const ms = Math.round(seconds * 1000);
	const two = (n: number) => String(Math.floor(n)).padStart(2, "0");
	return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${String(ms % 1000).padStart(3, "0")}`;
}
