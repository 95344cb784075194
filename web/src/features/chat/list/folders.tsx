// Which chats the list shows: all, those with something new, groups, or people.
import { type ReactNode, useState } from "react";
import { useT } from "@/lib/i18n";
import type { RoomSummary } from "@/matrix/rooms";
import { Chips } from "@/ui/Chips";

/** One choice. */
export type Folder = "all" | "unread" | "groups" | "people";

/** In the order in which they are shown. */
export const folders: readonly Folder[] = ["all", "unread", "groups", "people"];
/** With fewer chats, the chips would only take room. */
const worthIt = 8;

/** Whether there are enough chats for the chips. */
export const worthChips = (chats: readonly RoomSummary[]): boolean => chats.length >= worthIt;

/** The chips, and whether a chat is in the chosen folder. */
export function useFolders(chats: readonly RoomSummary[]): {
	chips: ReactNode;
	folder: Folder;
	shows: (chat: RoomSummary) => boolean;
} {
	const t = useT();
	const [chosen, setChosen] = useState<Folder>("all");
	const enough = worthChips(chats);
	const folder = enough ? chosen : "all";
	return {
		folder,
		shows: (chat) => isIn(folder, chat),
		chips: enough && (
			<Chips
				label={t("chat.folders")}
				value={folder}
				onChange={setChosen}
				options={folders.map((value) => ({ value, label: t(`chat.folder.${value}`) }))}
			/>
		),
	};
}

/** Whether a chat belongs into a folder. */
export function isIn(folder: Folder, chat: RoomSummary): boolean {
	if (folder === "unread") return chat.unread > 0 || chat.highlights > 0 || chat.markedUnread;
	if (folder === "all") return true;
	return (folder === "people") === (chat.directUserId !== null);
}
