// Fetches media of the homeserver with the person's token, decrypts it, and checks what it is before anybody shows
// it; encrypts what is to be uploaded. Keys and plain bytes stay here; what leaves is a Blob.
import { decryptBytes, type EncryptedFile, encryptBytes } from "./mediaCrypto";
import { allowedType, dimensions, maxPixels } from "./mediaTypes";
import { savedSession } from "./session";

/** Asks for a file. */
export interface LoadRequest {
	do: "load";
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

/** Asks to encrypt a file before it is uploaded. */
export interface EncryptRequest {
	do: "encrypt";
	id: number;
	blob: Blob;
}

/** What the page asks for. */
export type MediaRequest = LoadRequest | EncryptRequest;

/** What it gets. `part`: so much has come, 0 to 1; an answer follows. */
export type MediaAnswer =
	| { id: number; part: number }
	| { id: number; blob: Blob; file?: Omit<EncryptedFile, "url"> }
	| { id: number; reason: MediaFailure };
/** Why media cannot be shown. */
export type MediaFailure = "gone" | "damaged" | "huge" | "type" | "network";

/** Files with more bytes would not fit into the memory of a phone. */
const maxBytes = 512 * 1024 * 1024;

/** A server that says nothing for so long has been lost. */
const patienceMs = 45_000;

class Failure extends Error {
	constructor(readonly reason: MediaFailure) {
		super(reason);
	}
}

self.onmessage = async ({ data }: MessageEvent<MediaRequest>) => {
	try {
		const answer = data.do === "load" ? { blob: await load(data) } : await encrypt(data);
		self.postMessage({ id: data.id, ...answer } satisfies MediaAnswer);
	} catch (error) {
		const reason = error instanceof Failure ? error.reason : "network";
		self.postMessage({ id: data.id, reason } satisfies MediaAnswer);
	}
};

async function encrypt({ blob }: EncryptRequest) {
	const { bytes, file } = await encryptBytes(await blob.arrayBuffer());
	return { blob: new Blob([bytes], { type: "application/octet-stream" }), file };
}

async function load(wanted: LoadRequest): Promise<Blob> {
	let bytes = await fetched(wanted);
	if (wanted.encrypted) {
		bytes = await decryptBytes(bytes, wanted.encrypted).catch(() => {
			throw new Failure("damaged");
		});
	}
	const found = allowedType(new Uint8Array(bytes, 0, Math.min(bytes.byteLength, 4096)), wanted.type);
	if (wanted.picture) checkPicture(found, new Uint8Array(bytes));
	return new Blob([bytes], { type: found });
}

async function fetched({ path, id }: LoadRequest): Promise<ArrayBuffer> {
	const session = await savedSession();
	const lost = new AbortController();
	let timer = setTimeout(() => lost.abort(), patienceMs);
	try {
		const response = await fetch(path, {
			headers: session ? { Authorization: `Bearer ${session.accessToken}` } : {},
			credentials: "omit",
			signal: lost.signal,
		});
		if (response.status === 404) throw new Failure("gone");
		if (!response.ok) throw new Failure("network");
		const heard = () => {
			clearTimeout(timer);
			timer = setTimeout(() => lost.abort(), patienceMs);
		};
		return await read(response, heard, (part) => self.postMessage({ id, part } satisfies MediaAnswer));
	} finally {
		clearTimeout(timer);
	}
}

/** A picture whose header does not say its size is not given to a decoder. */
function checkPicture(type: string, bytes: Uint8Array): void {
	if (!type.startsWith("image/")) throw new Failure("type");
	const size = dimensions(bytes);
	if (!size) throw new Failure("damaged");
	if (size.width * size.height > maxPixels) throw new Failure("huge");
}

/** The body, in parts where it is long enough for somebody to wait; `heard` is called with each. */
async function read(
	response: Response,
	heard: () => void,
	progress: (part: number) => void,
): Promise<ArrayBuffer> {
	const total = Number(response.headers.get("content-length") ?? 0);
	if (total > maxBytes) throw new Failure("huge");
	// Of what a proxy compressed, the length says nothing.
	const known = total >= 256 * 1024 && !response.headers.has("content-encoding");
	if (!known || !response.body) return response.arrayBuffer();
	const bytes = new Uint8Array(total);
	let at = 0;
	let told = 0;
	// Not "for await": Safari's streams cannot be iterated.
	const reader = response.body.getReader();
	for (;;) {
		const { done, value: chunk } = await reader.read();
		if (done) break;
		heard();
		// More than was announced: the connection cannot be trusted.
		if (at + chunk.length > total) throw new Failure("network");
		bytes.set(chunk, at);
		at += chunk.length;
		if (at - told > total / 50) {
			told = at;
			progress(at / total);
		}
	}
	return at === total ? bytes.buffer : bytes.buffer.slice(0, at);
}
