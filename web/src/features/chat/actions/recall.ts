// Take one's own message back, within the time that the host allows. A trace stays, and for some minutes the words too.
import { Undo2 } from "lucide-react";
import { rightNow } from "@/lib/clock";
import { toast } from "@/ui/Toast";
import { rememberRecalled } from "../message/recalled";
import { type ActionTarget, isMine, type MessageAction } from "./action";

const inTime = ({ event, recallSeconds }: ActionTarget) =>
	recallSeconds === null || rightNow() - event.getTs() < recallSeconds * 1000;

export const recall: MessageAction = {
	id: "recall",
	label: "chat.action.recall",
	icon: Undo2,
	key: "Delete",
	danger: true,
	separated: true,
	applies: (on) => isMine(on) && !on.event.isRedacted() && inTime(on),
	perform: (on) => redact(on),
};

/** Asks the server to erase a message for everybody. */
export async function redact({ event, room, client, t }: ActionTarget): Promise<void> {
	if (event.getSender() === client.getUserId()) rememberRecalled(event, room);
	try {
		await client.redactEvent(room.roomId, event.getId() ?? "");
	} catch {
		toast(t("chat.recallFailed"));
	}
}
