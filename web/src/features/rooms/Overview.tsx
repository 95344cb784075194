// The first page of the details: who or what this is, the things done most, and the ways to the rest.
import {
	Bell,
	BellOff,
	Images,
	Link2,
	Lock,
	LockOpen,
	Megaphone,
	MessagesSquare,
	Pin,
	Search,
	Settings2,
	UserPlus,
	UserRoundCheck,
	UsersRound,
	X,
} from "lucide-react";
import { EventType, type Room } from "matrix-js-sdk";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { useLoudness } from "@/matrix/loudness";
import { RoomAvatar, roomNameOf } from "@/matrix/people";
import { mayPin, usePins } from "@/matrix/pins";
import { useClient } from "@/matrix/react";
import { directRooms, mayDo } from "@/matrix/rooms";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { CircleAction, CircleActions } from "@/ui/CircleAction";
import { Group, Row } from "@/ui/List";
import { Page } from "@/ui/Page";
import { usePlaces } from "./Details";
import styles from "./Details.module.css";
import { LeaveRow } from "./LeaveRow";
import { LoudnessDialog } from "./LoudnessDialog";
import { mayState, stateOf } from "./links";
import { useRoomParts } from "./parts";

/** For a group, and for a chat of two. */
export function Overview({ room }: { room: Room }) {
	const t = useT();
	const client = useClient();
	const { toChat } = usePlaces(room);
	const person = directRooms(client).get(room.roomId) ?? null;
	return (
		<Page
			title={t(person ? "rooms.aboutChat" : "rooms.aboutGroup")}
			onBack={toChat}
			actions={
				<span className={styles.closing}>
					<IconButton icon={X} label={t("ui.close")} onPress={toChat} />
				</span>
			}
		>
			<div className={styles.details}>
				<Hero room={room} person={person} />
				<Actions room={room} person={person} />
				<Ways room={room} person={person} />
				<LeaveRow room={room} person={person} />
			</div>
		</Page>
	);
}

interface PartProps {
	room: Room;
	/** The other one of a chat of two. */
	person: string | null;
}

function Hero({ room, person }: PartProps) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const { info } = usePlaces(room);
	const topic = stateOf(room, EventType.RoomTopic).topic;
	const count = room.getJoinedMemberCount();
	const encrypted = room.hasEncryptionStateEvent();
	const editable = !person && mayState(room, EventType.RoomName);
	return (
		<header className={styles.hero}>
			<RoomAvatar room={room} directUserId={person} size={80} />
			<h2 className={styles.name} dir="auto">
				{roomNameOf(client, room, person)}
			</h2>
			{!person && typeof topic === "string" && topic && (
				<p className={styles.topic} dir="auto" tabIndex={topic.length > 200 ? 0 : undefined}>
					{topic.slice(0, 1000)}
				</p>
			)}
			<p className={styles.lock}>
				{encrypted ? <Lock size={14} aria-hidden /> : <LockOpen size={14} aria-hidden />}
				{t(encrypted ? "rooms.encrypted" : "rooms.notEncrypted", { count })}
			</p>
			{editable && (
				<Button small kind="quiet" onPress={() => void go(`${info}/edit`)}>
					{t("rooms.edit")}
				</Button>
			)}
		</header>
	);
}

function Actions({ room, person }: PartProps) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const { info } = usePlaces(room);
	const loudness = useLoudness(room.roomId);
	const [asking, setAsking] = useState(false);
	return (
		<CircleActions>
			{person ? (
				<CircleAction
					icon={UserRoundCheck}
					label={t("rooms.profile")}
					onPress={() => void go(`/contacts/${encodeURIComponent(person)}`)}
				/>
			) : (
				<>
					{mayDo(room, "invite", client.getSafeUserId()) && (
						<CircleAction
							icon={UserPlus}
							label={t("rooms.addPeople")}
							onPress={() => void go(`${info}/invite`)}
						/>
					)}
					<CircleAction icon={Link2} label={t("rooms.link")} onPress={() => void go(`${info}/link`)} />
				</>
			)}
			<CircleAction
				icon={loudness === "none" ? BellOff : Bell}
				label={t(`rooms.loudness.${loudness}`)}
				onPress={() => setAsking(true)}
			/>
			<LoudnessDialog roomId={room.roomId} isOpen={asking} onClose={() => setAsking(false)} />
		</CircleActions>
	);
}

function Ways({ room, person }: PartProps) {
	const t = useT();
	const { info } = usePlaces(room);
	const { Media, Threads, Export } = useRoomParts();
	const pins = usePins(room);
	const knocks = person ? 0 : room.getMembersWithMembership("knock").length;
	return (
		<Group>
			{!person && (
				<Row
					icon={UsersRound}
					label={t("rooms.people", { count: room.getJoinedMemberCount() })}
					to={`${info}/people`}
				/>
			)}
			{knocks > 0 && (
				<Row
					icon={UserRoundCheck}
					label={t("rooms.knocks")}
					value={<Badge count={knocks} />}
					to={`${info}/requests`}
				/>
			)}
			<Row
				icon={Pin}
				label={t("rooms.pinned")}
				value={pins.length > 0 ? pins.length : undefined}
				to={`${info}/pinned`}
			/>
			{Threads && <Row icon={MessagesSquare} label={t("rooms.threads")} to={`${info}/threads`} />}
			<Row icon={Search} label={t("rooms.searchHere")} to={`/search?in=${encodeURIComponent(room.roomId)}`} />
			{Media && <Row icon={Images} label={t("rooms.media")} to={`${info}/media`} />}
			{!person && mayPin(room) && (
				<Row icon={Megaphone} label={t("rooms.announce")} to={`${info}/announce`} />
			)}
			{!person && <Row icon={Settings2} label={t("rooms.manage")} to={`${info}/manage`} />}
			{Export && <Export room={room} />}
		</Group>
	);
}
