// One chat: its header, its timeline, and where to write.
import { Lock, MessageCircleOff, MoreVertical } from "lucide-react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { RoomAvatar, roomNameOf } from "@/matrix/people";
import { useChanges, useClient, useRoom } from "@/matrix/react";
import { directRooms } from "@/matrix/rooms";
import { IconButton } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Page } from "@/ui/Page";
import styles from "./ChatScreen.module.css";
import { Composer } from "./composer/Composer";
import { useChatParts } from "./parts";
import { Timeline } from "./timeline/Timeline";

/** Mount with `key={roomId}`. */
export function ChatScreen({ roomId }: { roomId: string }) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const room = useRoom(roomId);
	const { banners } = useChatParts();
	useChanges(room, ["Room.name", "RoomState.members"]);
	if (!room)
		return (
			<Page title={t("chat.title")} onBack={() => void go("/chat")} bare>
				<Empty icon={MessageCircleOff}>{t("chat.unknown")}</Empty>
			</Page>
		);
	const directUserId = directRooms(client).get(roomId) ?? null;
	return (
		<Page
			bare
			onBack={() => void go("/chat")}
			title={
				<span className={styles.title}>
					<RoomAvatar room={room} directUserId={directUserId} size={36} />
					<span className={styles.words}>
						<span className={styles.name} dir="auto">
							{roomNameOf(client, room, directUserId)}
							{room.hasEncryptionStateEvent() && <Lock size={14} aria-label={t("chat.encrypted")} />}
						</span>
						{!directUserId && (
							<small className={styles.people}>
								{t("chat.people", { count: room.getJoinedMemberCount() })}
							</small>
						)}
					</span>
				</span>
			}
			actions={<IconButton icon={MoreVertical} label={t("chat.details")} onPress={() => void go("info")} />}
		>
			{banners?.map((Banner, i) => (
				<Banner key={i} room={room} />
			))}
			<Timeline room={room} />
			<Composer room={room} />
		</Page>
	);
}
