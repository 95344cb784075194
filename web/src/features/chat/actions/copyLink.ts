// Put the message's address onto the clipboard.
import { Link } from "lucide-react";
import { matrixToLink } from "../message/links";
import type { MessageAction } from "./action";
import { copyText } from "./copy";

export const copyLink: MessageAction = {
	id: "copyLink",
	label: "chat.action.copyLink",
	icon: Link,
	applies: ({ event }) => event.getId() !== undefined,
	perform: (on) =>
		copyText(matrixToLink(on.room.roomId, on.event.getId(), [on.client.getDomain() ?? ""]), on),
};
