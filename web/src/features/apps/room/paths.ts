// The address of a mini-app: /app/{its event}, with the room that it is in.

/** Where a mini-app opens; `href`: a place within it. */
export function appPath(roomId: string, id: string, href?: string): string {
	const query = new URLSearchParams({ room: roomId, ...(href && { at: href }) });
	return `/app/${encodeURIComponent(id)}?${query}`;
}
