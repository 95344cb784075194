// Where, by whom and since when: chips that open a list.

import type { LucideIcon } from "lucide-react";
import { CalendarDays, ChevronDown, MessageCircle, UserRound, X } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import { useSearchParams } from "react-router";
import { useT } from "@/lib/i18n";
import { nameOf, roomNameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { directRooms, useRoomList } from "@/matrix/rooms";
import { Menu, type MenuEntry } from "@/ui/Menu";
import { spanOf, spans } from "./filters";
import styles from "./Search.module.css";

/** So many chats and people are offered; the others are found from their chat. */
const offered = 40;

/** Under the field. */
export function FilterBar() {
	const t = useT();
	const client = useClient();
	const [params, setParams] = useSearchParams();
	const { joined } = useRoomList();
	const set = (name: string, value: string | null) =>
		setParams(
			(now) => {
				if (value) now.set(name, value);
				else now.delete(name);
				return now;
			},
			{ replace: true },
		);
	const roomId = params.get("in");
	const room = roomId ? client.getRoom(roomId) : null;
	const sender = params.get("by");
	const span = spanOf(params);
	const people = peopleOf(joined.flatMap((one) => one.room.getJoinedMembers().slice(0, offered)));
	return (
		<div className={styles.filters}>
			<Chip
				icon={MessageCircle}
				name={t("search.filter.chat")}
				value={room && roomNameOf(client, room, directRooms(client).get(room.roomId) ?? null)}
				clear={() => set("in", null)}
				entries={joined.slice(0, offered).map((one) => ({
					id: one.roomId,
					label: roomNameOf(client, one.room, one.directUserId),
					perform: () => set("in", one.roomId),
				}))}
			/>
			<Chip
				icon={UserRound}
				name={t("search.filter.person")}
				value={sender && nameOf(client, sender, room)}
				clear={() => set("by", null)}
				entries={people.slice(0, offered).map((userId) => ({
					id: userId,
					label: nameOf(client, userId, room),
					perform: () => set("by", userId),
				}))}
			/>
			<Chip
				icon={CalendarDays}
				name={t("search.filter.date")}
				value={span && t(`search.since.${span}`)}
				clear={() => set("since", null)}
				entries={spans.map((one) => ({
					id: one,
					label: t(`search.since.${one}`),
					perform: () => set("since", one),
				}))}
			/>
		</div>
	);
}

function peopleOf(members: readonly { userId: string }[]): string[] {
	return [...new Set(members.map((one) => one.userId))];
}

interface ChipProps {
	icon: LucideIcon;
	name: string;
	value: string | null;
	clear: () => void;
	entries: readonly MenuEntry[];
}

function Chip({ icon: Icon, name, value, clear, entries }: ChipProps) {
	const t = useT();
	if (value)
		return (
			<AriaButton
				className={styles.chip ?? ""}
				data-on
				aria-label={t("search.filter.remove", { name, value })}
				onPress={clear}
			>
				<Icon size={15} strokeWidth={1.75} aria-hidden />
				<span className={styles.chipWords} dir="auto">
					{value}
				</span>
				<X size={15} strokeWidth={1.75} aria-hidden />
			</AriaButton>
		);
	return (
		<Menu label={name} entries={entries} placement="bottom start">
			<AriaButton className={styles.chip ?? ""}>
				<Icon size={15} strokeWidth={1.75} aria-hidden />
				{name}
				<ChevronDown size={15} strokeWidth={1.75} aria-hidden />
			</AriaButton>
		</Menu>
	);
}
