// A group that I am not in, as its link shows it: what it is, and the way in.
import { Ban, Hourglass, LinkIcon, Lock, LockOpen, SearchX, UsersRound, WifiOff } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { Navigate, useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { acceptDirect, directInviter } from "@/matrix/direct";
import { joinRoom } from "@/matrix/joined";
import { useAvatarUrl } from "@/matrix/media";
import { nameOf, PersonAvatar, visible } from "@/matrix/people";
import { useChanges, useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Avatar } from "@/ui/Avatar";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Field } from "@/ui/Field";
import { Page } from "@/ui/Page";
import { SkeletonRows } from "@/ui/Skeleton";
import styles from "./Preview.module.css";

interface PreviewProps {
	/** `!room` or `#alias:server`. */
	idOrAlias: string;
	/** Servers that know the room. */
	via: readonly string[];
}

/** Mount with the address as key. Joining leads into the chat. */
export function Preview({ idOrAlias, via }: PreviewProps) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	useChanges(client, ["Room.myMembership", "Room"]);
	const { found, again } = useSummary(idOrAlias, via);
	const room = client.getRoom(found && typeof found === "object" ? found.roomId : idOrAlias);
	const membership = room?.getMyMembership();
	if (room && membership === "join")
		return <Navigate to={`/chat/${encodeURIComponent(room.roomId)}`} replace />;
	return (
		<Page
			title={t(membership === "invite" ? "rooms.invitation" : "rooms.preview")}
			onBack={() => void go("/chat")}
			bare
		>
			{found === undefined && membership !== "invite" ? (
				<SkeletonRows rows={3} label={t("rooms.previewing")} />
			) : (
				<Content
					idOrAlias={idOrAlias}
					via={via}
					summary={typeof found === "object" ? found : null}
					problem={typeof found === "string" ? found : null}
					room={room}
					again={again}
				/>
			)}
		</Page>
	);
}

interface Summary {
	roomId: string;
	name: string;
	topic: string;
	picture: string | null;
	people: number;
	joinRule: string;
	encrypted: boolean;
}

type Problem = "gone" | "offline";

function useSummary(idOrAlias: string, via: readonly string[]) {
	const client = useClient();
	const [found, setFound] = useState<Summary | Problem>();
	const servers = via.join(" ");
	const again = useCallback(() => {
		setFound(undefined);
		client.getRoomSummary(idOrAlias, servers ? servers.split(" ") : undefined).then(
			(summary) =>
				setFound({
					roomId: summary.room_id,
					name: visible(summary.name) ?? summary.canonical_alias ?? idOrAlias,
					topic: summary.topic ?? "",
					picture: summary.avatar_url ?? null,
					people: summary.num_joined_members,
					joinRule: summary.join_rule ?? "invite",
					encrypted: Boolean(summary.encryption ?? summary["im.nheko.summary.encryption"]),
				}),
			(error: { httpStatus?: number }) => setFound(error.httpStatus ? "gone" : "offline"),
		);
	}, [client, idOrAlias, servers]);
	useEffect(again, [again]);
	return { found, again };
}

interface ContentProps extends PreviewProps {
	summary: Summary | null;
	problem: Problem | null;
	room: Room | null;
	again: () => void;
}

function Content({ idOrAlias, via, summary, problem, room, again }: ContentProps) {
	const t = useT();
	const go = useNavigate();
	const membership = room?.getMyMembership();
	const way = { idOrAlias: summary?.roomId ?? idOrAlias, via, again };
	if (problem === "offline")
		return (
			<Empty icon={WifiOff} action={<Button onPress={again}>{t("rooms.tryAgain")}</Button>}>
				{t("rooms.problem.offline")}
			</Empty>
		);
	if (membership === "invite" && room) return <Invited room={room} summary={summary} />;
	if (membership === "ban" && room)
		return (
			<Card summary={summary ?? fromState(room)} fallback={idOrAlias}>
				<State icon={Ban}>{t("rooms.youAreBanned")}</State>
				<Reason room={room} />
			</Card>
		);
	if (!summary)
		return (
			<Empty
				icon={SearchX}
				action={<Button onPress={() => void go("/discover")}>{t("rooms.seePublicGroups")}</Button>}
			>
				{t("rooms.noSuchGroup")}
			</Empty>
		);
	return (
		<Card summary={summary} fallback={idOrAlias}>
			{room && <Ended room={room} />}
			{membership === "knock" && room ? (
				<Waiting room={room} />
			) : summary.joinRule === "public" || summary.joinRule === "restricted" ? (
				<Join {...way} />
			) : summary.joinRule === "knock" || summary.joinRule === "knock_restricted" ? (
				<Knock {...way} />
			) : (
				<State icon={Lock}>{t("rooms.onlyInvited")}</State>
			)}
		</Card>
	);
}

/** That somebody else ended my being here, or my asking, and why. */
function Ended({ room }: { room: Room }) {
	const t = useT();
	const client = useClient();
	const mine = room.getMember(room.myUserId)?.events.member;
	const by = mine?.getSender() ?? room.myUserId;
	if (room.getMyMembership() !== "leave" || by === room.myUserId) return null;
	return (
		<>
			<State icon={Ban}>
				{mine?.getPrevContent().membership === "knock"
					? t("rooms.knockDeclined")
					: t("rooms.youWereRemoved", { name: nameOf(client, by, room) })}
			</State>
			<Reason room={room} />
		</>
	);
}

/** What was said with it. */
function Reason({ room }: { room: Room }) {
	const t = useT();
	const reason: unknown = room.getMember(room.myUserId)?.events.member?.getContent().reason;
	if (typeof reason !== "string" || !reason) return null;
	return <p className={styles.topic}>{t("rooms.reasonGiven", { reason: reason.slice(0, 300) })}</p>;
}

function Card({
	summary,
	fallback,
	children,
}: {
	summary: Summary | null;
	fallback: string;
	children: ReactNode;
}) {
	const t = useT();
	const src = useAvatarUrl(summary?.picture, 96);
	const name = summary?.name ?? fallback;
	return (
		<div className={styles.preview}>
			<Avatar id={summary?.roomId ?? fallback} name={name} src={src} square size={96} />
			<h2 className={styles.name} dir="auto">
				{name}
			</h2>
			{summary && (
				<p className={styles.facts}>
					<UsersRound size={15} aria-hidden /> {t("rooms.people", { count: summary.people })}
					<span aria-hidden>·</span>
					{summary.encrypted ? <Lock size={14} aria-hidden /> : <LockOpen size={14} aria-hidden />}
					{t(summary.encrypted ? "rooms.encryptedShort" : "rooms.openShort")}
				</p>
			)}
			{summary?.topic && (
				<p className={styles.topic} dir="auto">
					{summary.topic.slice(0, 1000)}
				</p>
			)}
			{children}
		</div>
	);
}

function State({ icon: Icon, children }: { icon: typeof Ban; children: ReactNode }) {
	return (
		<p className={styles.state}>
			<Icon size={20} strokeWidth={1.75} aria-hidden />
			<span>{children}</span>
		</p>
	);
}

interface WayProps extends PreviewProps {
	again: () => void;
}

function Join({ idOrAlias, via, again }: WayProps) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const { busy, run } = useAction();
	const join = async () => {
		let roomId = "";
		const done = await run(
			async () => {
				roomId = await joinRoom(client, idOrAlias, via);
			},
			{ M_FORBIDDEN: "rooms.cannotJoin" },
		);
		if (done) void go(`/chat/${encodeURIComponent(roomId)}`, { replace: true });
		else again();
	};
	return (
		<Button kind="primary" wide icon={LinkIcon} isPending={busy} onPress={() => void join()}>
			{t("rooms.join")}
		</Button>
	);
}

function Knock({ idOrAlias, via }: WayProps) {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	const [words, setWords] = useState("");
	const knock = () =>
		void run(() => client.knockRoom(idOrAlias, { reason: words.trim() || undefined, viaServers: [...via] }), {
			M_FORBIDDEN: "rooms.cannotKnock",
		});
	return (
		<div className={styles.form}>
			<Field
				label={t("rooms.knockWords")}
				help={t("rooms.knockHelp")}
				lines={3}
				maxLength={300}
				value={words}
				onChange={setWords}
			/>
			<Button kind="primary" wide isPending={busy} onPress={knock}>
				{t("rooms.askToJoin")}
			</Button>
		</div>
	);
}

function Waiting({ room }: { room: Room }) {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	return (
		<div className={styles.form}>
			<State icon={Hourglass}>{t("rooms.waiting")}</State>
			<Button wide isPending={busy} onPress={() => void run(() => client.leave(room.roomId))}>
				{t("rooms.withdraw")}
			</Button>
		</div>
	);
}

function Invited({ room, summary }: { room: Room; summary: Summary | null }) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const { busy, run } = useAction();
	const direct = directInviter(client, room);
	const invitation = room.getMember(client.getSafeUserId())?.events.member;
	const inviter = invitation?.getSender() ?? "";
	const reason: unknown = invitation?.getContent().reason;
	const accept = async () => {
		const done = await run(() =>
			direct ? acceptDirect(client, room, direct) : joinRoom(client, room.roomId),
		);
		if (done) void go(`/chat/${encodeURIComponent(room.roomId)}`, { replace: true });
	};
	const decline = async () => {
		if (await run(() => client.leave(room.roomId))) void go("/chat");
	};
	return (
		<Card summary={summary ?? fromState(room)} fallback={room.name}>
			<p className={styles.state}>
				<PersonAvatar userId={inviter} room={room} size={32} />
				<span>
					{t(direct ? "rooms.wantsToChat" : "rooms.invitesYou", { name: nameOf(client, inviter, room) })}
				</span>
			</p>
			{typeof reason === "string" && reason && (
				<p className={styles.quote} dir="auto">
					{reason.slice(0, 500)}
				</p>
			)}
			<div className={styles.answers}>
				<Button isDisabled={busy} onPress={() => void decline()}>
					{t("rooms.decline")}
				</Button>
				<Button kind="primary" isPending={busy} onPress={() => void accept()}>
					{t("rooms.accept")}
				</Button>
			</div>
		</Card>
	);
}

/** What this device knows, where the server tells no more. */
function fromState(room: Room): Summary {
	return {
		roomId: room.roomId,
		name: room.name,
		topic: "",
		picture: room.getMxcAvatarUrl(),
		people: Math.max(room.getJoinedMemberCount(), 1),
		joinRule: "invite",
		encrypted: room.hasEncryptionStateEvent(),
	};
}
