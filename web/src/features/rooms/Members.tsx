// Everybody in the group: a thousand people scroll like ten.
import { UserPlus } from "lucide-react";
import type { Room, RoomMember } from "matrix-js-sdk";
import { useEffect, useMemo, useState } from "react";
import { Link, useNavigate } from "react-router";
import { VList } from "virtua";
import { useT } from "@/lib/i18n";
import { nameOf, PersonAvatar } from "@/matrix/people";
import { useChanges, useClient } from "@/matrix/react";
import { mayDo } from "@/matrix/rooms";
import { IconButton } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Page } from "@/ui/Page";
import { SearchBox } from "@/ui/SearchBox";
import { SkeletonRows } from "@/ui/Skeleton";
import { usePlaces } from "./Details";
import styles from "./Details.module.css";
import { roleOf } from "./roles";

type Filter = "join" | "invite" | "ban";

/** Owners and admins first, then by name. */
export function Members({ room }: { room: Room }) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const { info, toInfo } = usePlaces(room);
	const [typed, setTyped] = useState("");
	const [filter, setFilter] = useState<Filter>("join");
	const loaded = useAllMembers(room);
	const changes = useChanges(client, ["RoomState.members", "accountData"]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: what the count counts is what is read
	const all = useMemo(() => sorted(room, filter), [room, filter, changes, loaded]);
	const people = useMemo(() => matching(room, all, typed), [room, all, typed]);
	const count = (of: Filter) => room.getMembersWithMembership(of).length;
	return (
		<Page
			title={t("rooms.people", { count: room.getJoinedMemberCount() })}
			onBack={toInfo}
			backOnDesktop
			bare
			actions={
				mayDo(room, "invite", client.getSafeUserId()) && (
					<IconButton
						icon={UserPlus}
						label={t("rooms.addPeople")}
						onPress={() => void go(`${info}/invite`)}
					/>
				)
			}
			above={
				<>
					<div className={styles.search}>
						<SearchBox label={t("rooms.searchPeople")} value={typed} onChange={setTyped} />
					</div>
					{(count("invite") > 0 || count("ban") > 0) && (
						<Chips
							label={t("rooms.filter")}
							value={filter}
							onChange={setFilter}
							options={(["join", "invite", "ban"] as const)
								.filter((one) => one === "join" || count(one) > 0)
								.map((value) => ({ value, label: t(`rooms.filter.${value}`, { count: count(value) }) }))}
						/>
					)}
				</>
			}
		>
			{!loaded ? (
				<SkeletonRows label={t("rooms.loadingPeople")} />
			) : people.length === 0 ? (
				<p className={styles.hint} style={{ textAlign: "center" }}>
					{t("rooms.nobodyMatches")}
				</p>
			) : (
				<VList className={styles.fill ?? ""}>
					{people.map((member) => (
						<MemberRow
							key={member.userId}
							room={room}
							member={member}
							to={`${info}/people/${encodeURIComponent(member.userId)}`}
						/>
					))}
				</VList>
			)}
		</Page>
	);
}

/** Members come with the first look at them (lazy loading). */
export function useAllMembers(room: Room): boolean {
	const [loaded, setLoaded] = useState(false);
	useEffect(() => {
		let shown = true;
		const done = () => shown && setLoaded(true);
		room.loadMembersIfNeeded().then(done, done);
		return () => {
			shown = false;
		};
	}, [room]);
	return loaded;
}

function sorted(room: Room, filter: Filter): RoomMember[] {
	const collator = new Intl.Collator(undefined, { numeric: true });
	return room
		.getMembersWithMembership(filter)
		.sort((a, b) => compareLevels(a, b) || collator.compare(a.name, b.name));
}

/** Infinity minus infinity is no number. */
const compareLevels = (a: RoomMember, b: RoomMember) =>
	a.powerLevel === b.powerLevel ? 0 : b.powerLevel - a.powerLevel;

function matching(room: Room, members: RoomMember[], typed: string): RoomMember[] {
	const wanted = typed.trim().toLocaleLowerCase();
	if (!wanted) return members;
	return members.filter(
		({ userId }) =>
			userId.includes(wanted) || nameOf(room.client, userId, room).toLocaleLowerCase().includes(wanted),
	);
}

function MemberRow({ room, member, to }: { room: Room; member: RoomMember; to: string }) {
	const t = useT();
	const client = useClient();
	const role = roleOf(member.powerLevel);
	return (
		<Link to={to} className={styles.person}>
			<PersonAvatar userId={member.userId} room={room} size={40} />
			<span className={styles.words}>
				<span dir="auto">{nameOf(client, member.userId, room)}</span>
				<span className={styles.detail} dir="ltr">
					{member.userId}
				</span>
			</span>
			{role !== "member" && (
				<span className={styles.role} data-high={role !== "muted" || undefined}>
					{t(`rooms.role.${role}`)}
				</span>
			)}
		</Link>
	);
}
