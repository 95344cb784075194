// Which component shows which kind of message; the app hands them to the chats.
import type { MatrixEvent, Room } from "matrix-js-sdk";
import type { ComponentType } from "react";
import type { OutboxEntry } from "@/matrix/outbox";
import { FileBody } from "./file/FileBody";
import { FilmBody } from "./film/FilmBody";
import { LocationBody } from "./location/LocationBody";
import { PictureBody } from "./picture/PictureBody";
import { PollBody } from "./polls/PollBody";
import { StickerBody } from "./stickers/StickerBody";
import { UnsentLocation, UnsentPoll } from "./UnsentCards";
import { UnsentMedia } from "./UnsentMedia";
import { SoundBody } from "./voice/SoundBody";

/** By event type or msgtype. */
export const mediaBodies: Record<string, ComponentType<{ event: MatrixEvent; room: Room }>> = {
	"m.image": PictureBody,
	"m.video": FilmBody,
	"m.file": FileBody,
	"m.audio": SoundBody,
	"m.sticker": StickerBody,
	"m.location": LocationBody,
	"m.poll.start": PollBody,
	"org.matrix.msc3381.poll.start": PollBody,
};

/** The same for messages on their way. */
export const unsentMediaBodies: Record<string, ComponentType<{ entry: OutboxEntry }>> = {
	"m.image": UnsentMedia,
	"m.video": UnsentMedia,
	"m.file": UnsentMedia,
	"m.audio": UnsentMedia,
	"m.sticker": UnsentMedia,
	"m.location": UnsentLocation,
	"org.matrix.msc3381.poll.start": UnsentPoll,
};
