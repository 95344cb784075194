// A group as a house in the street: its picture or its colour, its name, how many are in it.
import { Check, Hand, UsersRound } from "lucide-react";
import { Button } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { useAvatarUrl } from "@/matrix/media";
import { visible } from "@/matrix/people";
import { useRoom } from "@/matrix/react";
import { tint } from "@/ui/Avatar";
import styles from "./Discover.module.css";
import type { PublicRoom } from "./usePublicRooms";

/** What a public group is called. */
export function nameOf(room: PublicRoom): string {
	return visible(room.name) ?? room.canonical_alias ?? room.room_id;
}

interface TileProps {
	room: PublicRoom;
	big: boolean;
	onOpen: (room: PublicRoom) => void;
}

/** Opens what can be known before one goes in. */
export function Tile({ room, big, onOpen }: TileProps) {
	const t = useT();
	const picture = useAvatarUrl(room.avatar_url, big ? 400 : 200);
	const joined = useRoom(room.room_id)?.getMyMembership() === "join";
	const name = nameOf(room);
	const letter = [...name.replace(/^[#!]/, "")][0] ?? "";
	return (
		<Button
			className={styles.tile ?? ""}
			data-tint={tint(room.room_id)}
			data-big={big || undefined}
			onPress={() => onOpen(room)}
		>
			<span className={styles.cover} aria-hidden>
				{picture ? (
					<img src={picture} alt="" draggable={false} />
				) : (
					<span className={styles.letter}>{letter}</span>
				)}
			</span>
			<span className={styles.tileWords}>
				<span className={styles.tileName} dir="auto">
					{name}
				</span>
				{room.topic && (
					<span className={styles.topic} dir="auto">
						{visible(room.topic)?.slice(0, 200)}
					</span>
				)}
				<span className={styles.facts}>
					<UsersRound size={14} strokeWidth={1.75} aria-hidden />
					{t("discover.members", { count: room.num_joined_members })}
					{joined && (
						<span className={styles.inside}>
							<Check size={14} strokeWidth={2} aria-hidden />
							{t("discover.joined")}
						</span>
					)}
					{!joined && room.join_rule === "knock" && (
						<span className={styles.inside}>
							<Hand size={14} strokeWidth={1.75} aria-hidden />
							{t("discover.byAsking")}
						</span>
					)}
				</span>
			</span>
		</Button>
	);
}
