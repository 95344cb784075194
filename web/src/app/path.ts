// What an address of the app means.

/** The room of `/chat/{room}/…`. */
export function roomInPath(path: string): string | null {
	const room = /^\/chat\/([^/]+)/.exec(path)?.[1];
	return room ? decodeURIComponent(room) : null;
}

/** Whether the video player fills the screen: it is dark in both themes, and so is the frame around it. */
export const isPlayer = (path: string): boolean =>
	/^\/(video|v\/[^/]+|video\/(.+\/watch|new\/camera))\/?$/.test(path);

/** Where one comes to when the innermost pane closes; `null`: nothing is open. */
export function outOf(path: string): string | null {
	const [place, one, pane, ...inside] = path.split("/").filter(Boolean);
	if (!place || !one || place === "search") return null;
	if (place === "chat" && pane === "info" && inside.length > 0) {
		// From somebody in the group to everybody in it, from there to the details.
		const up = inside.length > 1 ? `/${inside[0]}` : "";
		return `/chat/${one}/info${up}`;
	}
	if (place === "v") return "/video";
	return place === "chat" && pane ? `/chat/${one}` : `/${place}`;
}
