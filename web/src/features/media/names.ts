// Names of files that others gave: shown as they are meant, saved without surprises.
import { visible } from "@/matrix/people";

/** Characters of a saved name, at most; more does not fit into some file systems. */
const longest = 120;

const extensions: Record<string, string> = {
	"image/jpeg": "jpg",
	"image/png": "png",
	"image/gif": "gif",
	"image/webp": "webp",
	"image/avif": "avif",
	"audio/ogg": "ogg",
	"audio/mpeg": "mp3",
	"audio/webm": "weba",
	"audio/mp4": "m4a",
	"audio/wav": "wav",
	"audio/flac": "flac",
	"video/mp4": "mp4",
	"video/webm": "webm",
};

/**
 * A name to save a file under: no folders, no hidden files, no characters that turn text around (photo\u202Egnp.exe),
 * no device names of Windows; and the ending that the bytes deserve, where they are known.
 */
export function safeName(given: string, type = ""): string {
	let name = (visible(given) ?? "")
		// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
		.replaceAll(/[\u0000-\u001F\u007F-\u009F\u200C-\u200F\u2028\u2029]/g, "")
		.replaceAll(/[/\\:*?"<>|]/g, "_")
		.replaceAll(/\s+/g, " ")
		.replace(/^[.\s]+/, "")
		.replace(/[.\s]+$/, "");
	if (/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name)) name = `_${name}`;
	const wanted = extensions[type];
	if (!name) name = wanted ? `file.${wanted}` : "file";
	if (wanted && !endings(wanted).some((ending) => name.toLowerCase().endsWith(`.${ending}`)))
		name = `${name}.${wanted}`;
	return shortened(name);
}

/** Endings that say the same as this one. */
function endings(extension: string): readonly string[] {
	switch (extension) {
		case "jpg":
			return ["jpg", "jpeg", "jfif"];
		case "mp4":
			return ["mp4", "m4v", "mov"];
		case "ogg":
			return ["ogg", "oga", "opus"];
		case "weba":
			return ["weba", "webm"];
		default:
			return [extension];
	}
}

/** Keeps the ending. */
function shortened(name: string): string {
	const units = [...name];
	if (units.length <= longest) return name;
	const ending = /\.[^.]{1,10}$/.exec(name)?.[0] ?? "";
	return units.slice(0, longest - ending.length).join("") + ending;
}

/** A name as one line of text: nothing that turns the line around, not longer than a line needs. */
export function shownName(given: string): string {
	return [...(visible(given) ?? "").replaceAll(/\s+/g, " ")].slice(0, 200).join("");
}
