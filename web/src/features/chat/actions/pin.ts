// Keep a message at the top of the chat, for everybody; and take it down again.
import { Pin, PinOff } from "lucide-react";
import { mayPin, pinsOf, setPinned } from "@/matrix/pins";
import { toast } from "@/ui/Toast";
import { type ActionTarget, isReadable, type MessageAction } from "./action";

const isPinned = ({ room, event }: ActionTarget) => pinsOf(room).includes(event.getId() ?? "");

const change = (pinned: boolean) => async (on: ActionTarget) => {
	try {
		await setPinned(on.client, on.room, on.event.getId() ?? "", pinned);
	} catch {
		toast(on.t("chat.didNotWork"));
	}
};

export const pin: MessageAction = {
	id: "pin",
	label: "chat.action.pin",
	icon: Pin,
	applies: (on) => isReadable(on) && mayPin(on.room) && !isPinned(on),
	perform: change(true),
};

export const unpin: MessageAction = {
	id: "unpin",
	label: "chat.action.unpin",
	icon: PinOff,
	applies: (on) => mayPin(on.room) && isPinned(on),
	perform: change(false),
};
