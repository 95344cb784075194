// What the features add to the pages of people and to the details of chats.
import { excerptOf } from "@/features/chat/list/excerpt";
import type { PersonParts } from "@/features/contacts/parts";
import type { RoomParts } from "@/features/rooms/parts";

/** On a person's page. */
export const personParts: PersonParts = {};

/** In the details of a chat. */
export const roomParts: RoomParts = { excerptOf };
