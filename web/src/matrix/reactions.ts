// Who answered a message with which emoji (spec: m.annotation).
import { EventType, type MatrixEvent, RelationType, type Room } from "matrix-js-sdk";
import { useChanges, useEmitted } from "./react";

/** One emoji under a message. */
export interface Reaction {
	key: string;
	/** Who gave it, in the order in which they did. */
	userIds: string[];
	/** My own reaction's event, if I gave one. */
	mine: string | null;
}

/** Longer keys are somebody's joke, not an emoji. */
const keyLimit = 40;

/** The reactions to an event, the most given first, as they change. */
export function useReactions(room: Room, event: MatrixEvent): Reaction[] {
	const id = event.getId() ?? "";
	const relations = useEmitted(event, ["Event.relationsCreated"], () =>
		room.relations.getChildEventsForEvent(id, RelationType.Annotation, EventType.Reaction),
	);
	useChanges(relations, ["Relations.add", "Relations.remove", "Relations.redaction"]);
	const sorted = relations?.getSortedAnnotationsByKey() ?? [];
	return sorted.flatMap(([key, events]) => reactionOf(key, events, room.client.getSafeUserId()));
}

function reactionOf(key: string, events: ReadonlySet<MatrixEvent>, me: string): Reaction[] {
	const given = [...events].filter((one) => !one.isRedacted());
	if (given.length === 0 || key.length > keyLimit) return [];
	given.sort((a, b) => a.getTs() - b.getTs());
	const mine = given.find((one) => one.getSender() === me);
	return [
		{
			key,
			userIds: [...new Set(given.map((one) => one.getSender() ?? ""))],
			mine: mine?.getId() ?? null,
		},
	];
}
