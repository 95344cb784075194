// What can be done with a message, as data: the toolbar, the menu, the sheet and the keys all read the same list.
import type { LucideIcon } from "lucide-react";
import type { MatrixClient, MatrixEvent, Room } from "matrix-js-sdk";
import type { MessageId, Translate } from "@/lib/i18n";
import type { Chat } from "../Chat";

/** A message, and what an action needs to work on it. */
export interface ActionTarget {
	event: MatrixEvent;
	room: Room;
	client: MatrixClient;
	chat: Chat;
	t: Translate;
	/** Goes to a place of the app. */
	go: (path: string) => void;
	/** Within how many seconds the host lets a message be recalled; `null`: always. */
	recallSeconds: number | null;
}

/** One thing that can be done with a message. */
export interface MessageAction {
	id: string;
	label: MessageId;
	icon: LucideIcon;
	/** Does it while the message has the focus: a `KeyboardEvent.key` without modifiers. */
	key?: string;
	/** Stands in the toolbar beside the message under the pointer. */
	quick?: boolean;
	/** A line above it in the menu. */
	separated?: boolean;
	danger?: boolean;
	/** Whether it makes sense for this message. */
	applies: (on: ActionTarget) => boolean;
	perform: (on: ActionTarget) => void | Promise<void>;
}

/** Whether the message is the person's own. */
export const isMine = ({ event, client }: ActionTarget): boolean => event.getSender() === client.getUserId();

/** Whether there is something to read in it. */
export const isReadable = ({ event }: ActionTarget): boolean =>
	!event.isRedacted() && !event.isDecryptionFailure() && event.getType() !== "m.room.encrypted";

/** Whether the person may say something here. */
export const maySpeak = ({ room }: ActionTarget): boolean => room.maySendMessage();
