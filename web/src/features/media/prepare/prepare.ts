// From a file that somebody picked to what is sent: kind, bytes, thumbnail, and what the message says about it.
import { albumKey } from "@/matrix/album";
import { allowedType } from "@/matrix/mediaTypes";
import type { Json } from "../content";
import { shownName } from "../names";
import { prepareFilm } from "./film";
import { preparePicture } from "./picture";

/** A file that is ready for the outbox. */
export interface Prepared {
	msgtype: "m.image" | "m.video" | "m.audio" | "m.file";
	name: string;
	file: Blob;
	thumbnail?: Blob;
	info: Json;
}

/** What a file is by its first bytes: they decide how it is shown, not its name. */
export async function sniffed(file: Blob): Promise<string> {
	return allowedType(new Uint8Array(await file.slice(0, 4096).arrayBuffer()), file.type);
}

/** Prepares a file; `asFile`: its bytes as they are. */
export async function prepare(file: File, asFile: boolean): Promise<Prepared> {
	const type = await sniffed(file);
	if (!asFile) {
		const shown = type.startsWith("image/")
			? await preparePicture(file, type)
			: type.startsWith("video/")
				? await prepareFilm(file, type)
				: await prepareDrawable(file);
		if (shown) return shown;
		if (type.startsWith("audio/")) return plain(file, type, "m.audio");
	}
	return plain(file, file.type || type, "m.file");
}

/** A picture that is not shown as it is, such as an iPhone's HEIC, but that this browser can draw. */
function prepareDrawable(file: File): Promise<Prepared | null> {
	const drawable = file.type.startsWith("image/") && file.type !== "image/svg+xml";
	return drawable ? preparePicture(file, file.type) : Promise.resolve(null);
}

function plain(file: File, type: string, msgtype: Prepared["msgtype"]): Prepared {
	return { msgtype, name: file.name, file, info: { mimetype: type, size: file.size } };
}

/** The message's content but for the addresses, which the upload brings. `caption`: its words, empty or not. */
export function contentFor(prepared: Prepared, caption: Json, album: string | null): Json {
	const name = shownName(prepared.name) || "file";
	return {
		msgtype: prepared.msgtype,
		// Spec, media captions: with a file name, the body is a caption.
		...caption,
		body: caption.body || name,
		filename: name,
		info: prepared.info,
		...(album && { [albumKey]: album }),
	};
}
