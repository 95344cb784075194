// Sends messages on: choose chats, search among them, send.
import { CircleCheckBig, Circle as CircleIcon } from "lucide-react";
import type { MatrixEvent } from "matrix-js-sdk";
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { RoomAvatar, roomNameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { useRoomList } from "@/matrix/rooms";
import { useOutbox } from "@/matrix/useOutbox";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { toast } from "@/ui/Toast";
import { forwarded } from "../message/forwarded";
import styles from "./Sheets.module.css";

interface Closing {
	onClose: () => void;
	/** Before it closes, if they were sent. */
	onSent?: () => void;
}

/** In the order in which they were said, to each chosen chat. */
export function ForwardSheet({ events, ...rest }: Closing & { events: readonly MatrixEvent[] }) {
	const inOrder = [...events].sort((a, b) => a.getTs() - b.getTs());
	return <SendToChats messages={inOrder.map(forwarded)} {...rest} />;
}

/** Messages of any making, to each chosen chat. */
export function SendToChats({
	messages,
	onClose,
	onSent,
}: Closing & { messages: readonly { type: string; content: Record<string, unknown> }[] }) {
	const t = useT();
	const outbox = useOutbox();
	const [chosen, setChosen] = useState<readonly string[]>([]);
	const toggle = (roomId: string) =>
		setChosen((now) => (now.includes(roomId) ? now.filter((id) => id !== roomId) : [...now, roomId]));
	const send = () => {
		for (const roomId of chosen)
			for (const message of messages) void outbox.send({ roomId, threadId: null, ...message });
		onSent?.();
		onClose();
		toast(t("chat.forward.done", { count: chosen.length }));
	};
	return (
		<Dialog
			title={t("chat.forward.title")}
			isOpen
			onClose={onClose}
			actions={
				<Button kind="primary" isDisabled={chosen.length === 0} onPress={send}>
					{t("chat.forward.send", { count: chosen.length })}
				</Button>
			}
		>
			<RoomChoice chosen={chosen} onToggle={toggle} />
		</Dialog>
	);
}

function RoomChoice({ chosen, onToggle }: { chosen: readonly string[]; onToggle: (roomId: string) => void }) {
	const t = useT();
	const client = useClient();
	const { joined } = useRoomList();
	const [query, setQuery] = useState("");
	const wanted = query.trim().toLocaleLowerCase();
	const rooms = joined
		.filter(({ room }) => room.maySendMessage())
		.map((one) => ({ ...one, name: roomNameOf(client, one.room, one.directUserId) }))
		.filter((one) => one.name.toLocaleLowerCase().includes(wanted));
	return (
		<>
			<input
				type="search"
				className={styles.search}
				aria-label={t("chat.forward.search")}
				placeholder={t("chat.forward.search")}
				value={query}
				onChange={(event) => setQuery(event.target.value)}
			/>
			<div className={styles.rooms}>
				{rooms.slice(0, 100).map(({ room, roomId, directUserId, name }) => {
					const Icon = chosen.includes(roomId) ? CircleCheckBig : CircleIcon;
					return (
						<button
							key={roomId}
							type="button"
							aria-pressed={chosen.includes(roomId)}
							className={styles.room}
							onClick={() => onToggle(roomId)}
						>
							<RoomAvatar room={room} directUserId={directUserId} size={40} />
							<bdi className={styles.name}>{name}</bdi>
							<Icon size={22} strokeWidth={1.75} aria-hidden className={styles.mark} />
						</button>
					);
				})}
				{rooms.length === 0 && <p className={styles.none}>{t("chat.forward.none")}</p>}
			</div>
		</>
	);
}
