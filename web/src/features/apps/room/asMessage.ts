// A file that is a mini-app, as it is sent: with its name and its picture beside the file.
import type { Translate } from "@/lib/i18n";
import { appMark, fileType } from "@/matrix/miniApps/events";
import { hexHash } from "@/matrix/miniApps/file";
import { ArchiveError, readArchive } from "../frame/archive";

/** What the message of a file gets beside the file. */
export interface AppMessage {
	type: string;
	thumbnail: Blob | null;
	content: Record<string, unknown>;
}

/** Larger ones nobody would wait for. */
const mostBytes = 64_000_000;

/** `null`: another kind of file. Throws what is wrong with a mini-app that is broken. */
export async function appMessage(file: File): Promise<AppMessage | null> {
	if (!/\.xdc$/i.test(file.name) || file.size > mostBytes) return null;
	const bytes = new Uint8Array(await file.arrayBuffer());
	const archive = await readArchive(bytes);
	const { names } = archive.manifest;
	const name = archive.name ?? file.name.replace(/\.xdc$/i, "");
	return {
		type: fileType,
		thumbnail: archive.icon,
		content: appMark({ name, ...(names && { names }), sha256: await hexHash(bytes) }),
	};
}

/** What is wrong with a file, for who would send it. */
export const faultWords = (error: unknown, t: Translate): string =>
	error instanceof ArchiveError
		? t(`apps.archive.${error.fault}`, { detail: error.detail })
		: t("apps.archive.damaged", { detail: "" });
