// The list of chats.
import { MessageCircle, SquarePen } from "lucide-react";
import type { ReactNode } from "react";
import { useNavigate } from "react-router";
import { VList } from "virtua";
import { useT } from "@/lib/i18n";
import { useRoomList } from "@/matrix/rooms";
import { Button, IconButton } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Page } from "@/ui/Page";
import { ChatRow } from "./ChatRow";
import { InvitationRow } from "./InvitationRow";

/** Invitations first, then chats: pinned, then by what happened last. */
export function ChatList({ above }: { above?: ReactNode }) {
	const t = useT();
	const go = useNavigate();
	const { joined, invited } = useRoomList();
	return (
		<Page
			title={t("chat.title")}
			bare
			above={above}
			actions={<IconButton icon={SquarePen} label={t("chat.new")} onPress={() => void go("/contacts/new")} />}
		>
			{joined.length + invited.length === 0 ? (
				<Empty
					icon={MessageCircle}
					action={
						<Button kind="primary" onPress={() => void go("/contacts")}>
							{t("chat.emptyAction")}
						</Button>
					}
				>
					{t("chat.empty")}
				</Empty>
			) : (
				<VList style={{ flex: 1 }}>
					{invited.map((room) => (
						<InvitationRow key={room.roomId} room={room} />
					))}
					{joined.map((summary) => (
						<ChatRow key={summary.roomId} summary={summary} />
					))}
				</VList>
			)}
		</Page>
	);
}
