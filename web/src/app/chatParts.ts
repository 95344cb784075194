// What the features add to chats.
import { appAttachment } from "@/features/apps/mine/attachment";
import { HandedCard, isHanded } from "@/features/apps/room/HandedCard";
import { InfoLine, saysSomething } from "@/features/apps/room/InfoLine";
import type { ChatParts } from "@/features/chat/parts";
import { mediaAttachments, offerFiles } from "@/features/media/attach";
import { mediaBodies, unsentMediaBodies } from "@/features/media/bodies";
import { Album } from "@/features/media/picture/Album";
import { StickerPicker } from "@/features/media/stickers/StickerPicker";
import { VoiceButton } from "@/features/media/voice/VoiceButton";
import { RoomBanner } from "@/features/rooms/Banner";
import { ChatBanners } from "@/features/trust/banners/ChatBanners";
import { Unreadable } from "@/features/trust/Unreadable";
import { VerificationNote } from "@/features/trust/VerificationNote";
import { videoMark } from "@/features/video/share/content";
import { VideoCard } from "@/features/video/share/VideoCard";
import { updateType } from "@/matrix/miniApps/events";
import { snapshotType } from "@/matrix/miniApps/snapshot";
import { AppOrFile } from "./AppOrFile";

/** Kinds of messages, and things to attach. */
export const chatParts: ChatParts = {
	bodies: { ...mediaBodies, "m.file": AppOrFile, "m.key.verification.request": VerificationNote },
	lines: {
		[updateType]: { says: saysSomething, Line: InfoLine },
		[snapshotType]: { says: isHanded, Line: HandedCard },
	},
	unsentBodies: unsentMediaBodies,
	marked: { [videoMark]: VideoCard },
	album: Album,
	attachments: [...mediaAttachments, appAttachment],
	files: offerFiles,
	banners: [RoomBanner, ChatBanners],
	unreadable: Unreadable,
	voice: VoiceButton,
	stickers: StickerPicker,
};
