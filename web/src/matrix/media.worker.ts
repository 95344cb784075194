// Fetches media of the homeserver with the person's token, decrypts it (spec: sending encrypted attachments), and
// checks what it is before anybody shows it. Keys and plain bytes stay here; what leaves is a Blob.
import { allowedType, dimensions, maxPixels } from "./mediaTypes";
import { savedSession } from "./session";

/** What the page asks for. */
export interface MediaRequest {
	id: number;
	/** Path on the homeserver. */
	path: string;
	/** Where the file is encrypted (m.file's `file`). */
	encrypted?: { key: string; iv: string; sha256: string };
	/** The type that the message claims; used if the bytes agree or are not shown. */
	type?: string;
	/** Whether it is to be shown as a picture: then it must be one, of a bearable size. */
	picture: boolean;
}

/** What it gets. `reason`: "gone", "damaged", "huge", "type", "network". */
export type MediaAnswer = { id: number; blob: Blob } | { id: number; reason: MediaFailure };
/** Why media cannot be shown. */
export type MediaFailure = "gone" | "damaged" | "huge" | "type" | "network";

class Failure extends Error {
	constructor(readonly reason: MediaFailure) {
		super(reason);
	}
}

self.onmessage = async ({ data }: MessageEvent<MediaRequest>) => {
	try {
		self.postMessage({ id: data.id, blob: await load(data) } satisfies MediaAnswer);
	} catch (error) {
		const reason = error instanceof Failure ? error.reason : "network";
		self.postMessage({ id: data.id, reason } satisfies MediaAnswer);
	}
};

async function load(wanted: MediaRequest): Promise<Blob> {
	const session = await savedSession();
	const response = await fetch(wanted.path, {
		headers: session ? { Authorization: `Bearer ${session.accessToken}` } : {},
		credentials: "omit",
	});
	if (response.status === 404) throw new Failure("gone");
	if (!response.ok) throw new Failure("network");
	let bytes: ArrayBuffer = await response.arrayBuffer();
	if (wanted.encrypted) bytes = await decrypt(bytes, wanted.encrypted);
	const found = allowedType(new Uint8Array(bytes, 0, Math.min(bytes.byteLength, 4096)), wanted.type);
	if (wanted.picture) {
		if (!found.startsWith("image/")) throw new Failure("type");
		const size = dimensions(new Uint8Array(bytes));
		if (size && size.width * size.height > maxPixels) throw new Failure("huge");
	}
	return new Blob([bytes], { type: found });
}

async function decrypt(
	bytes: ArrayBuffer,
	file: NonNullable<MediaRequest["encrypted"]>,
): Promise<ArrayBuffer> {
	const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
	const wanted = base64(file.sha256);
	if (hash.length !== wanted.length || hash.some((byte, i) => byte !== wanted[i]))
		throw new Failure("damaged");
	const key = await crypto.subtle.importKey("raw", base64(file.key), { name: "AES-CTR" }, false, ["decrypt"]);
	return crypto.subtle.decrypt({ name: "AES-CTR", counter: base64(file.iv), length: 64 }, key, bytes);
}

/** Unpadded base64, in either alphabet. */
function base64(text: string): Uint8Array<ArrayBuffer> {
	const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
	return Uint8Array.from(plain, (unit) => unit.charCodeAt(0));
}
