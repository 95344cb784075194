// Somebody would like to chat: who, their words, and the answers.
import { Ban, MoreHorizontal } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import type { ContactRequest } from "@/matrix/contacts";
import { acceptDirect } from "@/matrix/direct";
import { nameOf, PersonAvatar } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { AskCard } from "@/ui/AskCard";
import { Button, IconButton } from "@/ui/Button";
import { Menu } from "@/ui/Menu";
import { BlockDialog } from "./BlockDialog";
import { personPlace } from "./links";

/** Accepting opens the chat. */
export function RequestCard({ request: { userId, room, words } }: { request: ContactRequest }) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const { busy, run } = useAction();
	const [blocking, setBlocking] = useState(false);
	const name = nameOf(client, userId, room);
	const accept = async () => {
		if (await run(() => acceptDirect(client, room, userId)))
			void go(`/chat/${encodeURIComponent(room.roomId)}`);
	};
	return (
		<>
			<AskCard
				to={personPlace(userId)}
				picture={<PersonAvatar userId={userId} room={room} size={42} />}
				name={name}
				userId={userId}
				words={words}
			>
				<Menu
					label={t("contacts.more")}
					entries={[
						{
							id: "block",
							label: t("contacts.declineAndBlock"),
							icon: Ban,
							danger: true,
							perform: () => setBlocking(true),
						},
					]}
				>
					<IconButton icon={MoreHorizontal} label={t("contacts.more")} size={20} />
				</Menu>
				<Button small isDisabled={busy} onPress={() => void run(() => client.leave(room.roomId))}>
					{t("contacts.decline")}
				</Button>
				<Button small kind="primary" isPending={busy} onPress={() => void accept()}>
					{t("contacts.accept")}
				</Button>
			</AskCard>
			<BlockDialog userId={userId} name={name} isOpen={blocking} onClose={() => setBlocking(false)} />
		</>
	);
}
