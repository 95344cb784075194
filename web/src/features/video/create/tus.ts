// The requests of a resumable upload: https://tus.io/protocols/resumable-upload, core and creation. By XMLHttpRequest, since
// `fetch` does not tell how much has gone.
import type { UploadEvent } from "./uploadState";

const version = "1.0.0";

interface Asking {
	method: "POST" | "HEAD" | "PATCH" | "DELETE";
	url: string;
	token: string;
	headers?: Record<string, string>;
	body?: Blob;
	onSent?: (bytes: number) => void;
	signal: AbortSignal;
}

/** No piece and no question is waited for longer: a link that is silent so long is dead. */
const timeoutMs = 5 * 60_000;

/** The answer, whatever its status; `null`: none came. */
function ask({ method, url, token, headers, body, onSent, signal }: Asking): Promise<XMLHttpRequest | null> {
	return new Promise((resolve) => {
		const request = new XMLHttpRequest();
		const end = (answer: XMLHttpRequest | null) => {
			signal.removeEventListener("abort", stop);
			resolve(answer);
		};
		const stop = () => {
			request.abort();
			end(null);
		};
		request.open(method, url);
		request.timeout = timeoutMs;
		for (const [name, value] of Object.entries({
			Authorization: `Bearer ${token}`,
			"Tus-Resumable": version,
			...headers,
		}))
			request.setRequestHeader(name, value);
		request.onload = () => end(request);
		request.onerror = () => end(null);
		request.ontimeout = () => end(null);
		if (onSent) request.upload.onprogress = ({ loaded }) => onSent(loaded);
		if (signal.aborted) return end(null);
		signal.addEventListener("abort", stop);
		request.send(body ?? null);
	});
}

/** Begins an upload. */
export async function createUpload(token: string, size: number, signal: AbortSignal): Promise<UploadEvent> {
	const answer = await ask({
		method: "POST",
		url: "/_causeway/v1/uploads",
		token,
		headers: { "Upload-Length": String(size) },
		signal,
	});
	const place =
		answer?.status === 201 ? URL.parse(answer.getResponseHeader("Location") ?? "", location.href) : null;
	// The token goes to our own server only, whatever it answers.
	if (place?.origin === location.origin) return { got: "created", url: place.pathname };
	return broken(answer);
}

/** How much the server has. */
export async function askOffset(token: string, url: string, signal: AbortSignal): Promise<UploadEvent> {
	return offsetOf(await ask({ method: "HEAD", url, token, signal }));
}

/** Sends a piece; `onSent` says how much of it has gone. */
export async function sendPiece(
	token: string,
	url: string,
	{
		piece,
		offset,
		onSent,
		signal,
	}: { piece: Blob; offset: number; onSent: (bytes: number) => void; signal: AbortSignal },
): Promise<UploadEvent> {
	const headers = { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
	// A blob with a type of its own would send that.
	const body = piece.slice(0, piece.size, headers["Content-Type"]);
	return offsetOf(await ask({ method: "PATCH", url, token, headers, body, onSent, signal }));
}

/** Gives an upload up; what has come of it is deleted. */
export async function dropUpload(token: string, url: string): Promise<void> {
	await ask({ method: "DELETE", url, token, signal: AbortSignal.timeout(30_000) });
}

function offsetOf(answer: XMLHttpRequest | null): UploadEvent {
	const told = answer && answer.status < 300 ? answer.getResponseHeader("Upload-Offset") : null;
	return told !== null && /^\d+$/.test(told) ? { got: "offset", offset: Number(told) } : broken(answer);
}

function broken(answer: XMLHttpRequest | null): UploadEvent {
	// A proxy's page with status 200 is no answer of ours.
	const status = answer === null || answer.status < 300 ? 0 : answer.status;
	const wait = Number(answer?.getResponseHeader("Retry-After"));
	return {
		got: "broke",
		status,
		errcode: errcodeOf(answer),
		...(wait > 0 && { retryAfterMs: wait * 1000 }),
	};
}

function errcodeOf(answer: XMLHttpRequest | null): string | undefined {
	try {
		const { errcode } = JSON.parse(answer?.responseText ?? "") as { errcode?: unknown };
		return typeof errcode === "string" ? errcode : undefined;
	} catch {
		// No JSON: a proxy, or an answer without a body.
		return undefined;
	}
}
