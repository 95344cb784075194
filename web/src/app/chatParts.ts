// What the features add to chats.
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

/** Kinds of messages, and things to attach. */
export const chatParts: ChatParts = {
	bodies: { ...mediaBodies, "m.key.verification.request": VerificationNote },
	unsentBodies: unsentMediaBodies,
	marked: { [videoMark]: VideoCard },
	album: Album,
	attachments: mediaAttachments,
	files: offerFiles,
	banners: [RoomBanner, ChatBanners],
	unreadable: Unreadable,
	voice: VoiceButton,
	stickers: StickerPicker,
};
