// Plain requests to our homeserver, for what happens before the SDK is there and for /_causeway/v1.

/** An answer with a status that is not 2xx, or no answer at all (`status` 0). */
export class RequestError extends Error {
	constructor(
		/** HTTP status; 0: the server could not be reached or did not speak JSON. */
		readonly status: number,
		/** Matrix error code, such as M_FORBIDDEN; empty if the answer had none. */
		readonly errcode: string,
		message: string,
		/** The whole answer (user-interactive authentication needs it). */
		readonly body: Record<string, unknown>,
	) {
		super(message);
	}
	/** How long to wait before another try, if the server said so. */
	get retryAfterMs(): number | undefined {
		const wait = this.body.retry_after_ms;
		return typeof wait === "number" ? wait : undefined;
	}
}

interface Options {
	body?: unknown;
	/** Instead of `body`: plain text, as it is. */
	text?: string;
	accessToken?: string;
	signal?: AbortSignal;
	/** Milliseconds; 30 seconds unless told. */
	timeoutMs?: number;
}

/** Asks the server; returns the JSON of its answer, or throws a [`RequestError`]. */
export async function request<A = Record<string, unknown>>(
	method: "GET" | "POST" | "PUT" | "DELETE",
	path: string,
	{ body, text, accessToken, signal, timeoutMs = 30_000 }: Options = {},
): Promise<A> {
	const headers: Record<string, string> = {};
	if (body !== undefined) headers["Content-Type"] = "application/json";
	if (text !== undefined) headers["Content-Type"] = "text/plain";
	if (accessToken) headers.Authorization = `Bearer ${accessToken}`;
	const timeout = AbortSignal.timeout(timeoutMs);
	let response: Response;
	try {
		response = await fetch(path, {
			method,
			headers,
			body: body === undefined ? text : JSON.stringify(body),
			signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
			credentials: "omit",
			redirect: "error",
		});
	} catch (error) {
		if (signal?.aborted) throw error;
		throw new RequestError(0, "", "The server cannot be reached", {});
	}
	const answer = await json(response);
	if (!response.ok || answer === undefined) {
		const said = answer ?? {};
		throw new RequestError(
			answer === undefined && response.ok ? 0 : response.status,
			typeof said.errcode === "string" ? said.errcode : "",
			typeof said.error === "string" ? said.error : `The server answered ${response.status}`,
			said,
		);
	}
	return answer as A;
}

/** The body as an object; `undefined` where a proxy answered HTML or nothing. */
async function json(response: Response): Promise<Record<string, unknown> | undefined> {
	try {
		const value: unknown = await response.json();
		return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
	} catch {
		return undefined;
	}
}
