// A message as it is sent on to another chat.
import type { MatrixEvent } from "matrix-js-sdk";

/** Type and content without what ties it to its old place: relations, mentions, an edit's wrapping. */
export function forwarded(event: MatrixEvent): { type: string; content: Record<string, unknown> } {
	const {
		"m.relates_to": _relation,
		"m.mentions": _mentions,
		"m.new_content": _edit,
		...rest
	} = event.getContent();
	const content: Record<string, unknown> = structuredClone(rest);
	// Nobody is told again by words that were meant for others.
	if (event.getType() === "m.room.message") content["m.mentions"] = {};
	if (typeof content.formatted_body === "string")
		content.formatted_body = content.formatted_body.replace(/^<mx-reply>[\s\S]*?<\/mx-reply>/, "");
	return { type: event.getType(), content };
}
