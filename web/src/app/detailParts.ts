// What the features add to the details of chats.
import { excerptOf } from "@/features/chat/list/excerpt";
import { ThreadList } from "@/features/chat/thread/ThreadList";
import { RoomMedia } from "@/features/media/history/RoomMedia";
import type { RoomParts } from "@/features/rooms/parts";
import { ExportRow } from "@/features/settings/export/ExportRow";

/** In the details of a chat. */
export const roomParts: RoomParts = { excerptOf, Media: RoomMedia, Threads: ThreadList, Export: ExportRow };
