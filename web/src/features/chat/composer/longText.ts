// Texts that no message holds.

/**
 * An event may have 65,536 bytes (spec: size limits), signatures and all; encrypted, each three bytes become four.
 */
const mostBytes = 45_000;

/** Whether a server would refuse the message. */
export function isTooLong(content: Record<string, unknown>): boolean {
	return new TextEncoder().encode(JSON.stringify(content)).length > mostBytes;
}

/** A text as the content of a file, and the file. */
export function textFile(text: string, name: string) {
	const file = new Blob([text], { type: "text/plain" });
	const info = { mimetype: "text/plain", size: file.size };
	return { file, content: { msgtype: "m.file", body: name, filename: name, info, "m.mentions": {} } };
}
