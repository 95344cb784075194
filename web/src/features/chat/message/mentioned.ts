// The people named in a message that is written again.
import type { Room } from "matrix-js-sdk";
import { publicNameOf } from "@/matrix/people";
import { linkParts, matrixLink } from "./links";
import type { Mention } from "./markdown";

/** From `m.mentions`, by the names that stand in the text or everybody's names of now. */
export function mentionsIn(content: Record<string, unknown>, room: Room): Mention[] {
	const ids = (content["m.mentions"] as { user_ids?: unknown } | undefined)?.user_ids;
	if (!Array.isArray(ids)) return [];
	const html = typeof content.formatted_body === "string" ? content.formatted_body : "";
	return ids
		.filter((id) => typeof id === "string")
		.map((userId: string) => ({
			userId,
			name: nameIn(html, userId) ?? publicNameOf(room.client, userId, room),
		}));
}

/** What a pill of our own making calls somebody. */
function nameIn(html: string, userId: string): string | null {
	for (const [, href = "", name = ""] of html.matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g)) {
		const target = matrixLink(linkParts(href)[0]?.href ?? "");
		if (target?.kind === "person" && target.userId === userId)
			return name
				.replaceAll("&quot;", '"')
				.replaceAll("&gt;", ">")
				.replaceAll("&lt;", "<")
				.replaceAll("&amp;", "&");
	}
	return null;
}
