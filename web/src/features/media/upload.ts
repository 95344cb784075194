// Uploads the file of an unsent message, encrypted where the room is.
import type { MatrixClient } from "matrix-js-sdk";
import type { OutboxEntry } from "@/matrix/outbox";

/** Fills the file's address into the message's content. */
export async function prepareFile(
	client: MatrixClient,
	entry: OutboxEntry,
	progress: (part: number) => void,
	signal: AbortSignal,
): Promise<Record<string, unknown>> {
	if (!entry.file) return entry.content;
	const abortController = new AbortController();
	signal.addEventListener("abort", () => abortController.abort());
	const { content_uri: url } = await client.uploadContent(entry.file, {
		abortController,
		progressHandler: ({ loaded, total }) => progress(total ? loaded / total : 0),
	});
	return { ...entry.content, url };
}
