// Put a message's words onto the clipboard.
import { Copy } from "lucide-react";
import { toast } from "@/ui/Toast";
import { excerptOf, withoutQuote } from "../list/excerpt";
import { type ActionTarget, isReadable, type MessageAction } from "./action";

export const copy: MessageAction = {
	id: "copy",
	label: "chat.action.copy",
	icon: Copy,
	key: "c",
	separated: true,
	applies: (on) => isReadable(on) && wordsOf(on) !== "",
	perform: async (on) => {
		// The words that the person marked, if they marked some of this message.
		const marked = getSelection()?.toString();
		await copyText(marked || wordsOf(on), on);
	},
};

/** The whole text as it was written; what a picture or a file is called. */
function wordsOf({ event, t }: Pick<ActionTarget, "event" | "t">): string {
	const { body, msgtype } = event.getContent();
	if (["m.text", "m.notice", "m.emote"].includes(String(msgtype)))
		return typeof body === "string" ? withoutQuote(body) : "";
	return excerptOf(event, t);
}

/** Puts a text onto the clipboard, and says so. */
export async function copyText(text: string, { t }: Pick<ActionTarget, "t">): Promise<void> {
	try {
		await navigator.clipboard.writeText(text);
		toast(t("chat.copied"));
	} catch {
		toast(t("chat.copyFailed"));
	}
}
