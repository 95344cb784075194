// A timeline and its composer, for a room or for one of its threads, with everything that opens over them.
import type { Room } from "matrix-js-sdk";
import { type DragEvent, useEffect, useRef, useState } from "react";
import { useT } from "@/lib/i18n";
import { useCaughtUp } from "@/matrix/caughtUp";
import { useClient } from "@/matrix/react";
import { type Chat, ChatProvider, useChatState } from "./Chat";
import styles from "./ChatScreen.module.css";
import { Composer } from "./composer/Composer";
import { SelectionBar } from "./header/SelectionBar";
import { MessageMenu } from "./message/MessageMenu";
import { useChatParts } from "./parts";
import { Sheets } from "./sheets/Sheets";
import { openingOf } from "./timeline/opening";
import { Timeline } from "./timeline/Timeline";

interface ChatViewProps {
	chat: Chat;
	/** A message that a link names. */
	openAt: string | null;
}

/** Files may be dropped anywhere on it. */
export function ChatView({ chat, openAt }: ChatViewProps) {
	const round = useRound(chat, openAt);
	return (
		<ChatProvider value={chat}>
			<DropZone room={chat.room} threadId={chat.threadId}>
				<Timeline key={round} room={chat.room} openAt={openAt} />
				<Foot />
			</DropZone>
			<MessageMenu />
			<Sheets />
		</ChatProvider>
	);
}

/** A chat that is opened before the server has told what is new opens again when it has, at the first unread message. */
function useRound({ room, threadId }: Chat, openAt: string | null): number {
	const client = useClient();
	const caughtUp = useCaughtUp();
	const early = useRef(!caughtUp);
	const [round, setRound] = useState(0);
	useEffect(() => {
		if (!caughtUp || !early.current) return;
		early.current = false;
		if (openingOf(client, room, threadId, openAt).newAfter) setRound(1);
	}, [caughtUp, client, room, threadId, openAt]);
	return round;
}

function Foot() {
	const choosing = useChatState((state) => state.selected !== null);
	return choosing ? <SelectionBar /> : <Composer />;
}

function DropZone({
	room,
	threadId,
	children,
}: {
	room: Room;
	threadId: string | null;
	children: React.ReactNode;
}) {
	const t = useT();
	const { files } = useChatParts();
	const [over, setOver] = useState(false);
	const brings = (event: DragEvent) => files !== undefined && event.dataTransfer.types.includes("Files");
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the plus menu does the same by keyboard
		<div
			className={styles.view}
			onDragOver={(event) => {
				if (!brings(event)) return;
				event.preventDefault();
				setOver(true);
			}}
			onDragLeave={(event) =>
				!event.currentTarget.contains(event.relatedTarget as Node | null) && setOver(false)
			}
			onDrop={(event) => {
				setOver(false);
				if (!brings(event)) return;
				event.preventDefault();
				files?.([...event.dataTransfer.files], room, threadId);
			}}
		>
			{children}
			{over && <div className={styles.drop}>{t("chat.drop")}</div>}
		</div>
	);
}
