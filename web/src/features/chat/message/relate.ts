// Contents that refer to other messages: answers and changes (spec: rich replies, event replacements).
import type { MatrixEvent } from "matrix-js-sdk";
import type { TextContent } from "./markdown";

/** An answer; who wrote the original is told of it (spec: m.mentions of replies). */
export function replyTo<C extends Record<string, unknown>>(content: C, original: MatrixEvent, me: string): C {
	const sender = original.getSender() ?? "";
	const mentions = (content["m.mentions"] ?? {}) as { user_ids?: string[] };
	const people = new Set([...(mentions.user_ids ?? []), ...(sender && sender !== me ? [sender] : [])]);
	return {
		...content,
		"m.mentions": { ...mentions, ...(people.size > 0 && { user_ids: [...people] }) },
		"m.relates_to": { "m.in_reply_to": { event_id: original.getId() } },
	};
}

/** The event that a message answers; a thread's fallback for old clients is no answer. */
export function repliedTo(content: Record<string, unknown>): string | null {
	const relation = content["m.relates_to"] as
		| { is_falling_back?: boolean; rel_type?: string; "m.in_reply_to"?: { event_id?: unknown } }
		| undefined;
	if (relation?.rel_type === "m.thread" && relation.is_falling_back) return null;
	const id = relation?.["m.in_reply_to"]?.event_id;
	return typeof id === "string" ? id : null;
}

/** A change of a message. Only people who are new in it are told. */
export function editOf(original: MatrixEvent, content: TextContent): Record<string, unknown> {
	const old = (original.getContent()["m.mentions"] ?? {}) as { user_ids?: string[]; room?: boolean };
	const now = content["m.mentions"];
	const added = now.user_ids?.filter((id) => !old.user_ids?.includes(id)) ?? [];
	return {
		...content,
		body: `* ${content.body}`,
		...(content.formatted_body && { formatted_body: `* ${content.formatted_body}` }),
		"m.mentions": {
			...(added.length > 0 && { user_ids: added }),
			...(now.room && !old.room && { room: true }),
		},
		"m.new_content": content,
		"m.relates_to": { rel_type: "m.replace", event_id: original.getId() },
	};
}
