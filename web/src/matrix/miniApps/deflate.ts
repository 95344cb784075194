// Raw deflate in base64, for updates that would not fit into an event otherwise.

/** No update is as large; what grows beyond it was made to fill the memory. */
const mostBytes = 2_000_000;

/** Packed. */
export async function deflated(text: string): Promise<string> {
	const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
	const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
	let units = "";
	for (let at = 0; at < bytes.length; at += 8192)
		units += String.fromCharCode(...bytes.subarray(at, at + 8192));
	return btoa(units);
}

/** Unpacked; `null` where that cannot be done, or would be too much. */
export async function inflated(value: unknown): Promise<string | null> {
	if (typeof value !== "string" || value.length > 90_000) return null;
	try {
		const bytes = Uint8Array.from(atob(value), (unit) => unit.charCodeAt(0));
		const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
		const parts: Uint8Array<ArrayBuffer>[] = [];
		let length = 0;
		for (;;) {
			const { done, value: part } = await reader.read();
			if (done) break;
			parts.push(part);
			length += part.length;
			if (length <= mostBytes) continue;
			void reader.cancel();
			return null;
		}
		return await new Blob(parts).text();
	} catch {
		return null;
	}
}
