// Uploads the file of an unsent message, encrypted where the room is (spec: sending encrypted attachments).
import { type MatrixClient, MatrixError } from "matrix-js-sdk";
import { encryptBlob, remember } from "@/matrix/media";
import { type OutboxEntry, Unsendable } from "@/matrix/outbox";
import { attachedOf, type Json, object } from "./content";
import { uploadLimit } from "./limit";

/** What stands in the content for a file: its address, or address and keys. */
type Stored = { url: string } | { file: Json };

/** Uploads an entry's file and thumbnail, and fills their addresses into the message's content. */
export async function prepareFile(
	client: MatrixClient,
	entry: OutboxEntry,
	progress: (part: number) => void,
	signal: AbortSignal,
): Promise<Record<string, unknown>> {
	if (!entry.file) return entry.content;
	const limit = await uploadLimit(client);
	if (limit !== null && entry.file.size > limit) throw new Unsendable("M_TOO_LARGE");
	const encrypted = await isEncrypted(client, entry.roomId);
	const upload = (blob: Blob, told: (part: number) => void) => store(client, blob, encrypted, told, signal);
	const thumbnail = entry.thumbnail && (await upload(entry.thumbnail, () => undefined));
	const stored = await upload(entry.file, progress);
	const content = { ...entry.content, ...stored, info: infoWith(entry.content.info, thumbnail) };
	keepOwn(entry, content);
	return content;
}

/** A room that the client does not know might be encrypted: the outbox tries again when it is known. */
async function isEncrypted(client: MatrixClient, roomId: string): Promise<boolean> {
	const room = client.getRoom(roomId);
	if (!room) throw new Error("The room is not known yet");
	return (
		room.hasEncryptionStateEvent() || Boolean(await client.getCrypto()?.isEncryptionEnabledInRoom(roomId))
	);
}

async function store(
	client: MatrixClient,
	plain: Blob,
	encrypted: boolean,
	progress: (part: number) => void,
	signal: AbortSignal,
): Promise<Stored> {
	const sealed = encrypted ? await encryptBlob(plain) : null;
	signal.throwIfAborted();
	const abortController = new AbortController();
	signal.addEventListener("abort", () => abortController.abort(), { once: true });
	try {
		const { content_uri: url } = await client.uploadContent(sealed?.blob ?? plain, {
			abortController,
			// Names are in the message, where only its readers see them.
			includeFilename: false,
			type: sealed ? "application/octet-stream" : plain.type || "application/octet-stream",
			progressHandler: ({ loaded, total }) => progress(total ? loaded / total : 0),
		});
		return sealed ? { file: { ...sealed.file, url } } : { url };
	} catch (error) {
		if (tooLarge(error)) throw new Unsendable("M_TOO_LARGE");
		throw error;
	}
}

/** Said by the server, or by a proxy before it that does not speak Matrix. */
function tooLarge(error: unknown): boolean {
	const status = (error as { httpStatus?: number }).httpStatus;
	return status === 413 || (error instanceof MatrixError && error.errcode === "M_TOO_LARGE");
}

function infoWith(info: unknown, thumbnail: Stored | undefined): Json {
	if (!thumbnail) return object(info);
	return {
		...object(info),
		...("url" in thumbnail ? { thumbnail_url: thumbnail.url } : { thumbnail_file: thumbnail.file }),
	};
}

/** Its sender sees the file from this device, not by downloading it again. */
function keepOwn(entry: OutboxEntry, content: Json): void {
	const { source, thumbnail } = attachedOf(entry.type, content);
	if (source && entry.file) remember(source, entry.file);
	const small = entry.thumbnail ?? entry.file;
	if (thumbnail && small) remember(thumbnail, small);
}
