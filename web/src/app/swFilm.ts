// Films of rooms that are not encrypted play while they come: a player cannot send the person's token, so the service
// worker adds it to what a player asks for, and to nothing else.
import { readRow } from "./swPush";

/** Whether the page's player asks for a part of a film. */
export function asksForFilm(request: Pick<Request, "destination">, path: string): boolean {
	return request.destination === "video" && path.startsWith("/_matrix/client/v1/media/download/");
}

/** The part, from the server. */
export async function film(request: Request, path: string): Promise<Response> {
	const session = await readRow("current", "session");
	const headers = new Headers({ Authorization: `Bearer ${session?.accessToken}` });
	const range = request.headers.get("Range");
	if (range) headers.set("Range", range);
	return fetch(path, { headers, credentials: "omit", signal: request.signal });
}
