// What comes after the next video: its playlists are fetched, so that it begins without asking for them one after the
// other. They are small, and kept by the browser (`immutable`).

const warmed = new Set<string>();

/** Addresses in a playlist, of the same server. */
export function addressesIn(playlist: string, at: string): string[] {
	const found = playlist.matchAll(/^(?!#)\S+$|URI="([^"]+)"/gm);
	const { origin } = new URL(at);
	const all = [...found].map((match) => URL.parse(match[1] ?? match[0], at));
	return [...new Set(all.flatMap((url) => (url?.origin === origin ? [url.href] : [])))];
}

/** Fetches the playlists of a video, once; whatever goes wrong shows when it is played. */
export async function warm(master: string): Promise<void> {
	if (warmed.has(master)) return;
	warmed.add(master);
	try {
		const at = new URL(master, location.href).href;
		const lists = addressesIn(await text(at), at).filter((one) => new URL(one).pathname.endsWith(".m3u8"));
		await Promise.all(lists.map(text));
	} catch {
		warmed.delete(master);
	}
}

const text = (url: string): Promise<string> =>
	fetch(url, { priority: "low" }).then((answer) => answer.text());
