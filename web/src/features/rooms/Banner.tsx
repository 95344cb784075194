// What stands on top of a chat: that it moved, an announcement, people who ask to join.
import { ArrowRight, Megaphone, UserRoundCheck, X } from "lucide-react";
import { EventType, type Room } from "matrix-js-sdk";
import { useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { putAway, useAnnouncement } from "@/matrix/announcement";
import { joinRoom } from "@/matrix/joined";
import { nameOf } from "@/matrix/people";
import { useChanges, useClient } from "@/matrix/react";
import { mayDo } from "@/matrix/rooms";
import { useAction } from "@/matrix/useAction";
import { Button, IconButton } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import styles from "./Banner.module.css";
import { stateOf } from "./links";

/** One at a time: what matters most. */
export function RoomBanner({ room }: { room: Room }) {
	const client = useClient();
	useChanges(client, ["RoomState.events", "RoomState.members"]);
	const replacement = stateOf(room, EventType.RoomTombstone).replacement_room;
	const announcement = useAnnouncement(room);
	const knocks = room.getMembersWithMembership("knock");
	if (typeof replacement === "string") return <Moved room={room} replacement={replacement} />;
	if (announcement) return <Announcement key={announcement.getId()} room={room} event={announcement} />;
	if (knocks.length > 0 && mayDo(room, "invite", client.getSafeUserId()))
		return <Knocking room={room} first={knocks[0]?.userId ?? ""} count={knocks.length} />;
	return null;
}

function Moved({ room, replacement }: { room: Room; replacement: string }) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const { busy, run } = useAction();
	const tombstone = room.currentState.getStateEvents(EventType.RoomTombstone, "");
	const server = tombstone?.getSender()?.replace(/^[^:]*:/, "");
	const follow = async () => {
		const done = await run(() => joinRoom(client, replacement, server ? [server] : []));
		if (done) void go(`/chat/${encodeURIComponent(replacement)}`);
	};
	return (
		<div className={styles.banner}>
			<ArrowRight size={18} aria-hidden />
			<p className={styles.words}>{t("rooms.moved")}</p>
			<Button small kind="primary" isPending={busy} onPress={() => void follow()}>
				{t("rooms.follow")}
			</Button>
		</div>
	);
}

function Announcement({
	room,
	event,
}: {
	room: Room;
	event: NonNullable<ReturnType<typeof useAnnouncement>>;
}) {
	const t = useT();
	const client = useClient();
	const { run } = useAction();
	const [open, setOpen] = useState(false);
	const body: unknown = event.getContent().body;
	const words = typeof body === "string" ? body.slice(0, 5000) : "";
	return (
		<div className={styles.banner} role="status">
			<Megaphone size={18} aria-hidden />
			<AriaButton className={styles.open ?? ""} onPress={() => setOpen(true)}>
				<span className={styles.line} dir="auto">
					{words}
				</span>
				<span className={styles.by}>
					{t("rooms.announcedBy", { name: nameOf(client, event.getSender() ?? "", room) })}
				</span>
			</AriaButton>
			<IconButton
				icon={X}
				label={t("rooms.putAway")}
				size={18}
				onPress={() => void run(() => putAway(client, event))}
			/>
			<Dialog title={t("rooms.announcement")} isOpen={open} onClose={() => setOpen(false)}>
				<p className={styles.whole} dir="auto">
					{words}
				</p>
			</Dialog>
		</div>
	);
}

function Knocking({ room, first, count }: { room: Room; first: string; count: number }) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	return (
		<div className={styles.banner} role="status">
			<UserRoundCheck size={18} aria-hidden />
			<p className={styles.words}>
				{t("rooms.knocking", { name: nameOf(client, first, room), others: count - 1 })}
			</p>
			<Button small onPress={() => void go(`/chat/${encodeURIComponent(room.roomId)}/info/requests`)}>
				{t("rooms.look")}
			</Button>
		</div>
	);
}
