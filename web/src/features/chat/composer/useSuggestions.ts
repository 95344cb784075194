// Completes people and emoji while somebody writes.
import type { Room } from "matrix-js-sdk";
import { type KeyboardEvent, type RefObject, useCallback, useState } from "react";
import { nameOf, publicNameOf } from "@/matrix/people";
import type { Mention } from "../message/markdown";
import { loadEmoji, noteUsed, skinTone } from "./emoji";
import { inTone, searchCodes } from "./emojiBook";
import { insert } from "./format";
import { mayMentionRoom } from "./mayMentionRoom";
import { namesFor, searchPeople, type Trigger, triggerAt } from "./suggest";

/** Something that can be put into the text. */
export interface Suggestion {
	id: string;
	/** What stands in the text then. */
	text: string;
	/** What the list shows beside it. */
	label: string;
	/** Somebody of the room; `null` for @room and emoji. */
	userId: string | null;
	emoji: string | null;
}

/** Everybody in the room. */
const roomMention = "@room";

/** The element of a suggestion in the list with this id. */
export const optionId = (list: string, item: Suggestion): string => `${list}-${item.id}`;

/** State and handlers for the field and for the list, which has this id. `onPerson`: somebody was picked. */
export function useSuggestions(
	field: RefObject<HTMLTextAreaElement | null>,
	room: Room,
	id: string,
	onPerson: (mention: Mention) => void,
) {
	const [trigger, setTrigger] = useState<Trigger | null>(null);
	const [items, setItems] = useState<readonly Suggestion[]>([]);
	const [active, setActive] = useState(0);
	const close = useCallback(() => {
		setTrigger(null);
		setItems([]);
	}, []);
	const look = () => {
		const area = field.current;
		const found =
			area && area.selectionStart === area.selectionEnd && triggerAt(area.value, area.selectionStart);
		if (!found) return close();
		setTrigger(found);
		setActive(0);
		if (found.kind === "emoji") return void emoji(found.query).then(setItems, close);
		setItems(people(room, found.query));
		// Who has not said anything for a while is not known here before.
		if (!room.membersLoaded()) void room.loadMembersIfNeeded().then(look, () => undefined);
	};
	const choose = (item: Suggestion) => {
		const area = field.current;
		if (!area || !trigger) return;
		if (item.userId) onPerson({ userId: item.userId, name: item.text.slice(1) });
		if (item.emoji) noteUsed(item.emoji);
		area.setSelectionRange(trigger.start, area.selectionStart);
		insert(area, `${item.text}${item.emoji ? "" : " "}`);
		close();
	};
	return {
		items,
		active,
		activeId: items[active] && optionId(id, items[active]),
		look,
		close,
		choose,
		/** Whether the key was for the list. */
		onKey: (event: KeyboardEvent) => {
			const item = items[active];
			if (!item) return false;
			if (event.key === "ArrowDown") setActive((active + 1) % items.length);
			else if (event.key === "ArrowUp") setActive((active + items.length - 1) % items.length);
			else if (event.key === "Enter" || event.key === "Tab") choose(item);
			else if (event.key === "Escape") close();
			else return false;
			event.preventDefault();
			return true;
		},
	};
}

function people(room: Room, query: string): Suggestion[] {
	const me = room.client.getSafeUserId();
	const members = room
		.getJoinedMembers()
		.filter((member) => member.userId !== me)
		.map(({ userId }) => ({
			userId,
			...namesFor(nameOf(room.client, userId, room), publicNameOf(room.client, userId, room)),
		}));
	const found: Suggestion[] = searchPeople(members, query).map(({ userId, name, written }) => ({
		id: userId,
		text: `@${written}`,
		label: name,
		userId,
		emoji: null,
	}));
	const everybody =
		members.length > 1 && roomMention.startsWith(`@${query.toLowerCase()}`) && mayMentionRoom(room);
	if (everybody) found.push({ id: "room", text: roomMention, label: roomMention, userId: null, emoji: null });
	return found;
}

async function emoji(query: string): Promise<Suggestion[]> {
	const tone = skinTone();
	return searchCodes(await loadEmoji(), query).map(({ one, code }) => {
		const picked = inTone(one, tone);
		return { id: one.emoji, text: picked, label: `:${code}:`, userId: null, emoji: picked };
	});
}
