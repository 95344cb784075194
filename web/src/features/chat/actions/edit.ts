// Change what was said; only one's own words.
import { Pencil } from "lucide-react";
import { mentionsIn } from "../message/mentioned";
import { isMine, isReadable, type MessageAction, maySpeak } from "./action";

export const edit: MessageAction = {
	id: "edit",
	label: "chat.action.edit",
	icon: Pencil,
	key: "e",
	applies: (on) => {
		const { msgtype } = on.event.getContent();
		return isMine(on) && isReadable(on) && maySpeak(on) && (msgtype === "m.text" || msgtype === "m.emote");
	},
	perform: ({ chat, event, room }) => {
		const content = event.getContent();
		const text = `${content.msgtype === "m.emote" ? "/me " : ""}${String(content.body ?? "")}`;
		chat.draft.edit(event.getId() ?? "", text, mentionsIn(content, room));
		chat.focusComposer();
	},
};
