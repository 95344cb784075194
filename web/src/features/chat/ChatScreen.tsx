// One chat: its header, its timeline, where to write; and a thread beside it (over it on a phone).
import { CalendarSearch, Info, MessageCircleOff, MessagesSquare, MoreVertical, Pin } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { useT } from "@/lib/i18n";
import { useClient, useRoom } from "@/matrix/react";
import { directRooms } from "@/matrix/rooms";
import { IconButton } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Menu } from "@/ui/Menu";
import { Page } from "@/ui/Page";
import { Chat, ChatProvider } from "./Chat";
import styles from "./ChatScreen.module.css";
import { ChatView } from "./ChatView";
import { useKeptDraft } from "./composer/draft";
import { ChatTitle } from "./header/ChatTitle";
import { PinnedBar } from "./header/PinnedBar";
import { useChatParts } from "./parts";
import { ThreadScreen } from "./thread/ThreadScreen";

/** Mount with `key={roomId}`. */
export function ChatScreen({ roomId }: { roomId: string }) {
	const t = useT();
	const go = useNavigate();
	const room = useRoom(roomId);
	if (!room)
		return (
			<Page title={t("chat.title")} onBack={() => void go("/chat")} bare>
				<Empty icon={MessageCircleOff}>{t("chat.unknown")}</Empty>
			</Page>
		);
	return <Open room={room} />;
}

/** What the address names inside the chat: `event/$id`, `thread/$id`. */
function usePlace(): { eventId: string | null; threadId: string | null } {
	const [kind, id] = (useParams()["*"] ?? "").split("/");
	const named = id ? decodeURIComponent(id) : null;
	return { eventId: kind === "event" ? named : null, threadId: kind === "thread" ? named : null };
}

function Open({ room }: { room: Room }) {
	const go = useNavigate();
	const { eventId, threadId } = usePlace();
	const [chat] = useState(() => new Chat(room, null));
	useKeptDraft(chat.draft);
	return (
		<div className={styles.split} data-thread={threadId !== null || undefined}>
			<ChatProvider value={chat}>
				<Main chat={chat} openAt={eventId} />
			</ChatProvider>
			{threadId && (
				<ThreadScreen
					key={threadId}
					room={room}
					threadId={threadId}
					onClose={() => void go(`/chat/${encodeURIComponent(room.roomId)}`)}
				/>
			)}
		</div>
	);
}

function Main({ chat, openAt }: { chat: Chat; openAt: string | null }) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const { banners } = useChatParts();
	const { room } = chat;
	return (
		<div className={styles.main}>
			<Page
				bare
				onBack={() => void go("/chat")}
				title={<ChatTitle room={room} directUserId={directRooms(client).get(room.roomId) ?? null} />}
				above={<PinnedBar />}
				actions={
					<Menu
						label={t("chat.more")}
						entries={[
							{
								id: "info",
								label: t("chat.details"),
								icon: Info,
								perform: () => void go(`/chat/${encodeURIComponent(room.roomId)}/info`),
							},
							{
								id: "date",
								label: t("chat.jumpToDate"),
								icon: CalendarSearch,
								perform: () => chat.open({ kind: "date" }),
							},
							{
								id: "threads",
								label: t("chat.threads"),
								icon: MessagesSquare,
								perform: () => void go(`/chat/${encodeURIComponent(room.roomId)}/info/threads`),
							},
							{ id: "pins", label: t("chat.pins"), icon: Pin, perform: () => chat.open({ kind: "pins" }) },
						]}
					>
						<IconButton icon={MoreVertical} label={t("chat.more")} />
					</Menu>
				}
			>
				{banners?.map((Banner, i) => (
					<Banner key={i} room={room} />
				))}
				<ChatView chat={chat} openAt={openAt} />
			</Page>
		</div>
	);
}
