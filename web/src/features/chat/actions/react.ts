// Answer with an emoji.
import { SmilePlus } from "lucide-react";
import { isReadable, type MessageAction, maySpeak } from "./action";

export const react: MessageAction = {
	id: "react",
	label: "chat.action.react",
	icon: SmilePlus,
	key: "+",
	quick: true,
	applies: (on) => isReadable(on) && maySpeak(on),
	perform: ({ chat, event }) => chat.open({ kind: "react", event }),
};
