// The list of chats.
import { Archive, ArrowLeft, MessageCircle, SquarePen } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { VList, type VListHandle } from "virtua";
import { useT } from "@/lib/i18n";
import { useRoomList } from "@/matrix/rooms";
import { Button, IconButton } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Page } from "@/ui/Page";
import { ChatRow } from "./ChatRow";
import styles from "./ChatRow.module.css";
import { useFolders } from "./folders";
import { InvitationRow } from "./InvitationRow";
import { useListKeys } from "./useListKeys";

/** Invitations first, then chats: pinned, then by what happened last; archived ones behind a door at the end. */
export function ChatList({ above }: { above?: ReactNode }) {
	const t = useT();
	const go = useNavigate();
	const { joined, invited } = useRoomList();
	const [archive, setArchive] = useState(false);
	const archived = joined.filter((one) => one.archived);
	// Who takes the last one out stands in the list again.
	const inArchive = archive && archived.length > 0;
	const { chips, folder, shows } = useFolders(joined);
	const shown = inArchive ? archived : joined.filter((one) => !one.archived && shows(one));
	const invitations = inArchive || folder === "groups" ? [] : invited;
	const list = useRef<VListHandle>(null);
	const onKeyDown = useListKeys(list, shown, invitations.length);
	if (joined.length + invited.length === 0) return <Nothing above={above} />;
	return (
		<Page
			title={t(inArchive ? "chat.archive" : "chat.title")}
			bare
			above={
				<>
					{above}
					{!inArchive && chips}
				</>
			}
			actions={
				inArchive ? (
					<IconButton icon={ArrowLeft} label={t("ui.back")} onPress={() => setArchive(false)} />
				) : (
					<IconButton icon={SquarePen} label={t("chat.new")} onPress={() => void go("/contacts/new")} />
				)
			}
		>
			<VList ref={list} style={{ flex: 1 }} onKeyDown={onKeyDown}>
				{invitations.map((room) => (
					<InvitationRow key={room.roomId} room={room} />
				))}
				{shown.map((summary) => (
					<ChatRow key={summary.roomId} summary={summary} />
				))}
				{folder !== "all" && shown.length === 0 && (
					<Empty icon={MessageCircle}>{t("chat.folderEmpty")}</Empty>
				)}
				{!inArchive && archived.length > 0 && (
					<button type="button" className={styles.door} onClick={() => setArchive(true)}>
						<Archive size={20} strokeWidth={1.75} aria-hidden />
						{t("chat.archivedCount", { count: archived.length })}
					</button>
				)}
			</VList>
		</Page>
	);
}

function Nothing({ above }: { above?: ReactNode }) {
	const t = useT();
	const go = useNavigate();
	return (
		<Page
			title={t("chat.title")}
			bare
			above={above}
			actions={<IconButton icon={SquarePen} label={t("chat.new")} onPress={() => void go("/contacts/new")} />}
		>
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
		</Page>
	);
}
