// A chat as an archive that needs no app: a page to read, the same as data, and the files.
import { downloadZip } from "client-zip";
import type { MatrixClient, MatrixEvent, Room } from "matrix-js-sdk";
import { wholeHistory } from "@/matrix/history";
import { acquire, type MediaSource, release } from "@/matrix/media";
import { nameOf } from "@/matrix/people";
import { type ArchivedMessage, fileNameOf, pageOf } from "./page";

/** How far it is. */
export interface ArchiveProgress {
	messages: number;
	files: number;
	filesOf: number;
}

/** What the page of the archive says. */
export interface ArchiveWords {
	title: string;
	subtitle: string;
	recalled: string;
	unreadable: string;
	missing: string;
	language: string;
}

const withFiles = new Set(["m.image", "m.video", "m.audio", "m.file", "m.sticker"]);

/** Makes the archive; the signal stops it. */
export async function archiveOf(
	client: MatrixClient,
	room: Room,
	words: ArchiveWords,
	progress: (now: ArchiveProgress) => void,
	signal: AbortSignal,
): Promise<Blob> {
	const now: ArchiveProgress = { messages: 0, files: 0, filesOf: 0 };
	const messages: ArchivedMessage[] = [];
	const sources = new Map<ArchivedMessage, MediaSource>();
	for await (const events of wholeHistory(client, room.roomId, signal)) {
		for (const event of events) {
			const message = archived(client, room, event);
			if (!message) continue;
			messages.push(message);
			const source = sourceOf(event);
			if (source) sources.set(message, source);
		}
		now.messages = messages.length;
		progress({ ...now });
	}
	messages.reverse();
	now.filesOf = sources.size;
	return downloadZip(files()).blob();

	async function* files() {
		const taken = new Set<string>();
		for (const [message, source] of sources) {
			signal.throwIfAborted();
			const loaded = await acquire(source);
			if ("blob" in loaded) {
				message.file = `files/${fileNameOf(message, loaded.blob.type, taken)}`;
				yield { name: message.file, input: loaded.blob, lastModified: new Date(message.ts) };
			}
			release(source);
			now.files += 1;
			progress({ ...now });
		}
		// Last: only now it is known which files there are.
		yield { name: "index.html", input: pageOf(messages, words) };
		yield { name: "messages.json", input: JSON.stringify({ room: room.roomId, messages }, null, "\t") };
	}
}

function archived(client: MatrixClient, room: Room, event: MatrixEvent): ArchivedMessage | null {
	const type = event.getType();
	const content = event.getContent();
	const isPoll = type.endsWith("poll.start");
	const isMessage =
		type === "m.room.message" || type === "m.sticker" || type === "m.room.encrypted" || isPoll;
	if (!isMessage || event.isRelation("m.replace")) return null;
	const sender = event.getSender() ?? "";
	return {
		id: event.getId() ?? "",
		ts: event.getTs(),
		sender,
		name: nameOf(client, sender, room),
		mine: sender === client.getSafeUserId(),
		kind: event.isRedacted()
			? "recalled"
			: event.isDecryptionFailure() || type === "m.room.encrypted"
				? "unreadable"
				: type === "m.sticker"
					? "m.sticker"
					: String(content.msgtype ?? "m.text"),
		// A poll has question and answers as text for apps that know no polls (MSC3381).
		body: text(isPoll ? content["org.matrix.msc1767.text"] : content.body),
		fileName: typeof content.filename === "string" ? content.filename : undefined,
	};
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

function sourceOf(event: MatrixEvent): MediaSource | null {
	const content = event.getContent();
	const kind = event.getType() === "m.sticker" ? "m.sticker" : String(content.msgtype);
	if (event.isRedacted() || !withFiles.has(kind)) return null;
	const type = typeof content.info?.mimetype === "string" ? content.info.mimetype : undefined;
	if (content.file?.url) return { file: content.file, type };
	return typeof content.url === "string" ? { mxc: content.url, type } : null;
}
