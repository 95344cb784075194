// What a link leads to, as the server sees it (spec: GET /media/preview_url).
import type { MatrixClient } from "matrix-js-sdk";
import { request } from "./http";

/** A title at least. */
export interface LinkPreview {
	title: string;
	description: string;
	site: string;
	/** A picture in our media store. */
	mxc: string | null;
}

const keptMax = 200;
const kept = new Map<string, Promise<LinkPreview | null>>();

/** Asks the server; `null` where there is nothing to show. The answers of some hundred links are kept. */
export function linkPreview(client: MatrixClient, url: string): Promise<LinkPreview | null> {
	let asked = kept.get(url);
	if (!asked) {
		asked = ask(client, url);
		kept.set(url, asked);
		const [oldest] = kept.keys();
		if (kept.size > keptMax && oldest) kept.delete(oldest);
	}
	return asked;
}

async function ask(client: MatrixClient, url: string): Promise<LinkPreview | null> {
	try {
		const answer = await request(
			"GET",
			`/_matrix/client/v1/media/preview_url?url=${encodeURIComponent(url)}`,
			{ accessToken: client.getAccessToken() ?? undefined },
		);
		return previewOf(answer, url);
	} catch {
		return null;
	}
}

/** From Open Graph's words, which a stranger's page chose. */
export function previewOf(answer: Record<string, unknown>, url: string): LinkPreview | null {
	const words = (key: string, most: number) => {
		const value = answer[key];
		return typeof value === "string" ? value.trim().slice(0, most) : "";
	};
	const title = words("og:title", 200);
	const description = words("og:description", 300);
	if (!title && !description) return null;
	const picture = words("og:image", 300);
	return {
		title: title || description,
		description: title ? description : "",
		site: words("og:site_name", 60) || (URL.parse(url)?.hostname ?? ""),
		mxc: picture.startsWith("mxc://") ? picture : null,
	};
}
