// People who ask to join, with their words.
import { UserRoundCheck } from "lucide-react";
import type { Room, RoomMember } from "matrix-js-sdk";
import { useT } from "@/lib/i18n";
import { nameOf, PersonAvatar } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { mayDo } from "@/matrix/rooms";
import { useAction } from "@/matrix/useAction";
import { AskCard } from "@/ui/AskCard";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Page } from "@/ui/Page";
import { usePlaces } from "./Details";
import styles from "./Details.module.css";

/** Letting somebody in is an invitation; their app accepts it. */
export function Knocks({ room }: { room: Room }) {
	const t = useT();
	const { toInfo } = usePlaces(room);
	const knocks = room.getMembersWithMembership("knock");
	return (
		<Page title={t("rooms.knocks")} onBack={toInfo} backOnDesktop bare={knocks.length === 0}>
			{knocks.length === 0 ? (
				<Empty icon={UserRoundCheck}>{t("rooms.noKnocks")}</Empty>
			) : (
				<div className={styles.details}>
					{knocks.map((member) => (
						<Knock key={member.userId} room={room} member={member} />
					))}
				</div>
			)}
		</Page>
	);
}

function Knock({ room, member }: { room: Room; member: RoomMember }) {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	const me = client.getSafeUserId();
	const reason: unknown = member.events.member?.getContent().reason;
	return (
		<AskCard
			to={`/contacts/${encodeURIComponent(member.userId)}`}
			picture={<PersonAvatar userId={member.userId} room={room} size={42} />}
			name={nameOf(client, member.userId, room)}
			userId={member.userId}
			words={typeof reason === "string" ? reason.slice(0, 500) : null}
		>
			<Button
				small
				isDisabled={busy || !mayDo(room, "kick", me)}
				onPress={() => void run(() => client.kick(room.roomId, member.userId))}
			>
				{t("rooms.declineKnock")}
			</Button>
			<Button
				small
				kind="primary"
				isDisabled={!mayDo(room, "invite", me)}
				isPending={busy}
				onPress={() => void run(() => client.invite(room.roomId, member.userId))}
			>
				{t("rooms.letIn")}
			</Button>
		</AskCard>
	);
}
