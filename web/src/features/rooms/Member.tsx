// One person in the group: what they may do here, and what I may do about it.

import type { LucideIcon } from "lucide-react";
import {
	Ban,
	CircleUserRound,
	Crown,
	Mic,
	MicOff,
	ShieldCheck,
	ShieldMinus,
	UserMinus,
	UserPlus,
} from "lucide-react";
import { EventType, type MatrixClient, type Room } from "matrix-js-sdk";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { nameOf, PersonAvatar } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { levelOf, mayDo } from "@/matrix/rooms";
import { useAction } from "@/matrix/useAction";
import { Confirm } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Group, Row } from "@/ui/List";
import { Page } from "@/ui/Page";
import { toast } from "@/ui/Toast";
import { usePlaces } from "./Details";
import styles from "./Details.module.css";
import { mayState, stateOf } from "./links";
import { levelOfRole, mayGive, roleOf, withLevel } from "./roles";

/** Mount with the user id as key. */
export function Member({ room, userId }: { room: Room; userId: string }) {
	const t = useT();
	const client = useClient();
	const { info } = usePlaces(room);
	const go = useNavigate();
	const [asked, setAsked] = useState<MemberAct | null>(null);
	const name = nameOf(client, userId, room);
	const acts = actsOn(client, room, userId);
	return (
		<Page title={t("rooms.member")} onBack={() => void go(`${info}/people`)} backOnDesktop>
			<div className={styles.details}>
				<header className={styles.hero}>
					<PersonAvatar userId={userId} room={room} size={80} />
					<h2 className={styles.name} dir="auto">
						{name}
					</h2>
					<p className={styles.detail} dir="ltr">
						{userId}
					</p>
					<p className={styles.role}>{standing(room, userId, t)}</p>
				</header>
				<Group>
					<Row
						icon={CircleUserRound}
						label={t("rooms.profile")}
						to={`/contacts/${encodeURIComponent(userId)}`}
					/>
				</Group>
				{acts.length > 0 && (
					<Group title={t("rooms.inThisGroup")}>
						{acts.map((act) => (
							<Row
								key={act.id}
								icon={act.icon}
								label={t(`rooms.act.${act.id}`)}
								danger={act.danger}
								onPress={() => setAsked(act)}
							/>
						))}
					</Group>
				)}
			</div>
			{asked && <Ask room={room} userId={userId} name={name} act={asked} onClose={() => setAsked(null)} />}
		</Page>
	);
}

type ActId =
	| "owner"
	| "admin"
	| "member"
	| "mute"
	| "unmute"
	| "remove"
	| "uninvite"
	| "ban"
	| "unban"
	| "invite";

interface MemberAct {
	id: ActId;
	icon: LucideIcon;
	danger?: boolean;
	/** Asks for words that go along. */
	reason?: boolean;
	perform: (reason: string | undefined) => Promise<unknown>;
}

function standing(room: Room, userId: string, t: ReturnType<typeof useT>): string {
	const membership = room.getMember(userId)?.membership;
	if (membership === "invite" || membership === "ban" || membership === "knock")
		return t(`rooms.standing.${membership}`);
	return membership === "join" ? t(`rooms.role.${roleOf(levelOf(room, userId))}`) : t("rooms.standing.leave");
}

/** What I may do about somebody, by both our levels. */
function actsOn(client: MatrixClient, room: Room, userId: string): MemberAct[] {
	const me = client.getSafeUserId();
	if (userId === me) return [];
	const membership = room.getMember(userId)?.membership ?? "leave";
	const above = levelOf(room, me) > levelOf(room, userId);
	const acts: MemberAct[] = membership === "join" ? levelActs(client, room, userId) : [];
	if (above && mayDo(room, "kick", me) && (membership === "join" || membership === "invite"))
		acts.push({
			id: membership === "join" ? "remove" : "uninvite",
			icon: UserMinus,
			danger: true,
			reason: membership === "join",
			perform: (reason) => client.kick(room.roomId, userId, reason),
		});
	if (membership === "leave" && mayDo(room, "invite", me))
		acts.push({ id: "invite", icon: UserPlus, perform: () => client.invite(room.roomId, userId) });
	if (membership === "ban" && mayDo(room, "ban", me) && mayDo(room, "kick", me))
		acts.push({ id: "unban", icon: UserPlus, perform: () => client.unban(room.roomId, userId) });
	else if (above && mayDo(room, "ban", me) && membership !== "ban")
		acts.push({
			id: "ban",
			icon: Ban,
			danger: true,
			reason: true,
			perform: (reason) => client.ban(room.roomId, userId, reason),
		});
	return acts;
}

const levelChanges: readonly { id: ActId; icon: LucideIcon; level: number; danger?: boolean }[] = [
	{ id: "owner", icon: Crown, level: levelOfRole.owner },
	{ id: "admin", icon: ShieldCheck, level: levelOfRole.admin },
	{ id: "member", icon: ShieldMinus, level: levelOfRole.member },
	{ id: "unmute", icon: Mic, level: levelOfRole.member },
	{ id: "mute", icon: MicOff, level: levelOfRole.muted, danger: true },
];

function levelActs(client: MatrixClient, room: Room, userId: string): MemberAct[] {
	if (!mayState(room, EventType.RoomPowerLevels)) return [];
	const mine = levelOf(room, client.getSafeUserId());
	const theirs = levelOf(room, userId);
	const role = roleOf(theirs);
	return levelChanges
		.filter(({ id, level }) => {
			if (!mayGive(mine, theirs, level)) return false;
			if (id === "unmute") return role === "muted";
			if (id === "member") return role === "admin" || role === "owner";
			return id === "mute" ? role === "member" : role !== "muted" && role !== id;
		})
		.map(({ level, ...act }) => ({
			...act,
			perform: () =>
				client.sendStateEvent(
					room.roomId,
					EventType.RoomPowerLevels,
					withLevel(stateOf(room, EventType.RoomPowerLevels), userId, level) as never,
				),
		}));
}

function Ask({
	room,
	userId,
	name,
	act,
	onClose,
}: {
	room: Room;
	userId: string;
	name: string;
	act: MemberAct;
	onClose: () => void;
}) {
	const t = useT();
	const { busy, run } = useAction();
	const [reason, setReason] = useState("");
	const perform = async () => {
		if (!(await run(() => act.perform(reason.trim() || undefined)))) return;
		toast(t(`rooms.did.${act.id}`, { name: nameOf(room.client, userId, room) }));
		onClose();
	};
	return (
		<Confirm
			title={t(`rooms.ask.${act.id}`, { name })}
			confirm={t(`rooms.act.${act.id}`)}
			danger={act.danger}
			pending={busy}
			isOpen
			onConfirm={() => void perform()}
			onClose={onClose}
		>
			<div className={styles.stack}>
				<p>
					{
						// Creators of version 12 rooms stand above owners: what they gave they can take back.
						act.id === "owner" && roleOf(levelOf(room, room.client.getSafeUserId())) === "creator"
							? t("rooms.means.ownerBelow")
							: t(`rooms.means.${act.id}`)
					}
				</p>
				{act.reason && (
					<Field label={t("rooms.reason")} value={reason} onChange={setReason} maxLength={300} />
				)}
			</div>
		</Confirm>
	);
}
