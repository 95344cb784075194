// What an address of the app means.

/** The room of `/chat/{room}/…`. */
export function roomInPath(path: string): string | null {
	const room = /^\/chat\/([^/]+)/.exec(path)?.[1];
	return room ? decodeURIComponent(room) : null;
}
