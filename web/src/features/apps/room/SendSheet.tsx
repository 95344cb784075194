// What a mini-app hands to a chat: the person chooses which, and finds it there as a draft.
import { useState } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { drafts } from "@/matrix/drafts";
import { RoomAvatar, roomNameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { type RoomSummary, useRoomList } from "@/matrix/rooms";
import { Dialog } from "@/ui/Dialog";
import { Row } from "@/ui/List";
import { SearchBox } from "@/ui/SearchBox";
import type { Instance } from "../Instance";
import { useAppsParts } from "../parts";
import styles from "./Sheets.module.css";

interface SendSheetProps {
	message: Parameters<Instance["sendToChat"]>[0];
	onClose: () => void;
}

/** Nothing is sent by it. */
export function SendSheet({ message, onClose }: SendSheetProps) {
	const t = useT();
	const go = useNavigate();
	const { offerFiles } = useAppsParts();
	const choose = async ({ room, roomId }: RoomSummary) => {
		onClose();
		if (message.text) await addToDraft(roomId, message.text);
		await go(`/chat/${encodeURIComponent(roomId)}`);
		if (message.file) offerFiles([message.file], room, null);
	};
	return (
		<Dialog title={t("apps.send.title")} isOpen onClose={onClose}>
			<ChatChoice onChoose={(chat) => void choose(chat)} />
		</Dialog>
	);
}

/** Behind what was begun there already. */
async function addToDraft(roomId: string, text: string): Promise<void> {
	const begun = await drafts.load(roomId).catch(() => undefined);
	const draft = { mentions: [], replyTo: null, editing: null, ...begun };
	const words = [begun?.text, text].filter(Boolean).join("\n").slice(0, draftMost);
	const now = { ...draft, text: words, ts: Date.now() };
	await drafts.keep(roomId, now);
	drafts.leave(roomId, now);
}

/** Longer words are for a file. */
const draftMost = 30_000;

/** The chats in which one may write, by name. */
export function ChatChoice({ onChoose }: { onChoose: (chat: RoomSummary) => void }) {
	const t = useT();
	const client = useClient();
	const { joined } = useRoomList();
	const [query, setQuery] = useState("");
	const wanted = query.trim().toLocaleLowerCase();
	const rooms = joined
		.filter(({ room }) => room.maySendMessage())
		.map((one) => ({ one, name: roomNameOf(client, one.room, one.directUserId) }))
		.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
	return (
		<>
			<SearchBox label={t("apps.send.search")} value={query} onChange={setQuery} />
			<div className={styles.list}>
				{rooms.slice(0, 100).map(({ one, name }) => (
					<Row
						key={one.roomId}
						before={<RoomAvatar room={one.room} directUserId={one.directUserId} size={40} />}
						label={<bdi>{name}</bdi>}
						onPress={() => onChoose(one)}
					/>
				))}
				{rooms.length === 0 && <p className={styles.none}>{t("apps.send.none")}</p>}
			</div>
		</>
	);
}
