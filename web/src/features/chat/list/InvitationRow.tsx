// An invitation: from whom, to what, and the two answers.
import { EventType, type Room } from "matrix-js-sdk";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { nameOf, RoomAvatar, roomNameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { Button } from "@/ui/Button";
import { toast } from "@/ui/Toast";
import styles from "./ChatRow.module.css";

/** Accepting joins and opens the chat. */
export function InvitationRow({ room }: { room: Room }) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const [busy, setBusy] = useState(false);
	const invitation = room.getMember(client.getSafeUserId())?.events.member;
	const inviter = invitation?.getSender() ?? "";
	const direct = invitation?.getContent().is_direct === true;
	const name = direct ? nameOf(client, inviter, room) : roomNameOf(client, room, null);
	const answer = async (run: () => Promise<void>) => {
		setBusy(true);
		try {
			await run();
		} catch {
			toast(t("chat.invitation.failed"));
			setBusy(false);
		}
	};
	const accept = () =>
		answer(async () => {
			await client.joinRoom(room.roomId);
			if (direct) await markDirect(client, room.roomId, inviter);
			void go(`/chat/${encodeURIComponent(room.roomId)}`);
		});
	return (
		<div className={styles.row}>
			<RoomAvatar room={room} directUserId={direct ? inviter : null} />
			<span className={styles.words}>
				<span className={styles.name} dir="auto">
					{name}
				</span>
				<span className={styles.excerpt}>
					<span>
						{direct
							? t("chat.invitation.person")
							: t("chat.invitation.group", { name: nameOf(client, inviter, room) })}
					</span>
				</span>
			</span>
			<span className={styles.actions}>
				<Button
					small
					isDisabled={busy}
					onPress={() => void answer(async () => void (await client.leave(room.roomId)))}
				>
					{t("chat.invitation.decline")}
				</Button>
				<Button small kind="primary" isDisabled={busy} onPress={() => void accept()}>
					{t("chat.invitation.accept")}
				</Button>
			</span>
		</div>
	);
}

/** Notes that a room is the chat with this person (spec: m.direct). */
async function markDirect(
	client: ReturnType<typeof useClient>,
	roomId: string,
	userId: string,
): Promise<void> {
	const now = client.getAccountData(EventType.Direct)?.getContent() ?? {};
	const rooms = new Set<string>([...((now[userId] as string[] | undefined) ?? []), roomId]);
	await client.setAccountData(EventType.Direct, { ...now, [userId]: [...rooms] });
}
