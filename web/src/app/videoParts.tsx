// What the chats lend to videos: the choice of chats into which one is shared.
import { SendToChats } from "@/features/chat/sheets/ForwardSheet";
import type { VideoParts } from "@/features/video/parts";

/** Sharing. */
export const videoParts: VideoParts = {
	SendToChats: ({ message, ...rest }) => <SendToChats messages={[message]} {...rest} />,
};
