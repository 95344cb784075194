// Sends one of my mini-apps into a chat: there it begins anew, without anything of the chat that it comes from.
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import type { OpenedApp } from "@/matrix/miniApps/kept";
import type { Outbox } from "@/matrix/outbox";
import { useOutbox } from "@/matrix/useOutbox";
import { Dialog } from "@/ui/Dialog";
import { ChatChoice } from "../room/SendSheet";

/** A chooser of chats. */
export function SendApp({ app, onClose }: { app: OpenedApp; onClose: () => void }) {
	const t = useT();
	const go = useNavigate();
	const outbox = useOutbox();
	return (
		<Dialog title={t("apps.send.app", { name: app.name })} isOpen onClose={onClose}>
			<ChatChoice
				onChoose={({ roomId }) => {
					void sendApp(outbox, app, roomId, null);
					onClose();
					void go(`/chat/${encodeURIComponent(roomId)}`);
				}}
			/>
		</Dialog>
	);
}

/** The same file in a message of its own. */
export function sendApp(
	outbox: Outbox,
	{ content }: OpenedApp,
	roomId: string,
	threadId: string | null,
): Promise<void> {
	const { "m.relates_to": _relation, "m.mentions": _mentions, ...rest } = content;
	const name = typeof rest.filename === "string" ? rest.filename : rest.body;
	// What was said about it belongs to the other chat.
	const { formatted_body: _words, format: _format, ...bare } = rest;
	return outbox.send({
		roomId,
		threadId,
		type: "m.room.message",
		content: { ...bare, body: name, "m.mentions": {} },
	});
}
