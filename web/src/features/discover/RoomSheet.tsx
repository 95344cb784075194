// What can be known of a group before one goes in, and the way in: joining, or asking.
import { Globe, UsersRound } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { useAvatarUrl } from "@/matrix/media";
import { visible } from "@/matrix/people";
import { useClient, useRoom } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Avatar } from "@/ui/Avatar";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import styles from "./Discover.module.css";
import { nameOf } from "./Tile";
import type { PublicRoom } from "./usePublicRooms";

interface RoomSheetProps {
	room: PublicRoom;
	onClose: () => void;
}

/** A sheet on a phone, a card on a desktop. */
export function RoomSheet({ room, onClose }: RoomSheetProps) {
	const t = useT();
	const src = useAvatarUrl(room.avatar_url, 96);
	const name = nameOf(room);
	return (
		<Dialog title={name} isOpen onClose={onClose}>
			<div className={styles.sheet}>
				<Avatar id={room.room_id} name={name} src={src} size={80} square />
				{room.topic && (
					<p className={styles.sheetTopic} dir="auto">
						{visible(room.topic)?.slice(0, 2000)}
					</p>
				)}
				<p className={styles.sheetFacts}>
					<UsersRound size={16} strokeWidth={1.75} aria-hidden />
					{t("discover.members", { count: room.num_joined_members })}
					{room.canonical_alias && (
						<>
							<Globe size={16} strokeWidth={1.75} aria-hidden />
							<span dir="ltr">{room.canonical_alias}</span>
						</>
					)}
				</p>
				<WayIn room={room} onClose={onClose} />
				<p className={styles.open}>{t("discover.openWords")}</p>
			</div>
		</Dialog>
	);
}

function WayIn({ room, onClose }: RoomSheetProps) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const { busy, run } = useAction();
	const [reason, setReason] = useState("");
	const membership = useRoom(room.room_id)?.getMyMembership();
	const via = [room.room_id.split(":")[1], client.getDomain() ?? ""].filter((one): one is string =>
		Boolean(one),
	);
	const enter = () => {
		onClose();
		void go(`/chat/${encodeURIComponent(room.room_id)}`);
	};
	if (membership === "join")
		return (
			<Button kind="primary" wide onPress={enter}>
				{t("discover.enter")}
			</Button>
		);
	if (membership === "knock") return <p role="status">{t("discover.asked")}</p>;
	if (room.join_rule === "knock" && membership !== "invite")
		return (
			<>
				<Field label={t("discover.reason")} value={reason} onChange={setReason} lines={2} />
				<Button
					kind="primary"
					wide
					isPending={busy}
					onPress={() =>
						void run(async () => {
							await client.knockRoom(room.room_id, { viaServers: via, ...(reason ? { reason } : {}) });
							onClose();
							toast(t("discover.askedToast"));
						})
					}
				>
					{t("discover.ask")}
				</Button>
			</>
		);
	return (
		<Button
			kind="primary"
			wide
			isPending={busy}
			onPress={() =>
				void run(async () => {
					await client.joinRoom(room.room_id, { viaServers: via });
					enter();
				})
			}
		>
			{t("discover.join")}
		</Button>
	);
}
