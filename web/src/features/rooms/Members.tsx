// Everybody in the group: a thousand people scroll like ten.
import { UserPlus } from "lucide-react";
import type { Room, RoomMember } from "matrix-js-sdk";
import { useMemo, useState } from "react";
import { Link, useNavigate } from "react-router";
import { VList } from "virtua";
import { useT } from "@/lib/i18n";
import { useAllMembers } from "@/matrix/members";
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
import { groupOf, roleOf } from "./roles";

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
	const people = useMemo(() => matching(all, typed), [all, typed]);
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
				<Grouped room={room} people={people} filter={filter} />
			)}
		</Page>
	);
}

/** Somebody, and what they are called here. */
interface Named {
	member: RoomMember;
	name: string;
}

function sorted(room: Room, filter: Filter): Named[] {
	const collator = new Intl.Collator(undefined, { numeric: true });
	return room
		.getMembersWithMembership(filter)
		.map((member) => ({ member, name: nameOf(room.client, member.userId, room) }))
		.sort((a, b) => compareLevels(a.member, b.member) || collator.compare(a.name, b.name));
}

/** Infinity minus infinity is no number. */
const compareLevels = (a: RoomMember, b: RoomMember) =>
	a.powerLevel === b.powerLevel ? 0 : b.powerLevel - a.powerLevel;

function matching(people: readonly Named[], typed: string): readonly Named[] {
	const wanted = typed.trim().toLocaleLowerCase();
	if (!wanted) return people;
	return people.filter(
		({ member, name }) => member.userId.includes(wanted) || name.toLocaleLowerCase().includes(wanted),
	);
}

/** The list with a heading above each group of roles; who was only invited or banned has none. */
function Grouped({ room, people, filter }: { room: Room; people: readonly Named[]; filter: Filter }) {
	const t = useT();
	const { info } = usePlaces(room);
	const groups = Map.groupBy(people, ({ member }) => groupOf(member.powerLevel));
	return (
		<VList className={styles.fill ?? ""}>
			{[...groups].flatMap(([group, members]) => [
				filter === "join" ? (
					<h2 key={group} className={`${styles.heading} ${styles.group}`}>
						{t(`rooms.group.${group}`, { count: members.length })}
					</h2>
				) : null,
				...members.map(({ member, name }) => (
					<MemberRow
						key={member.userId}
						room={room}
						member={member}
						name={name}
						to={`${info}/people/${encodeURIComponent(member.userId)}`}
					/>
				)),
			])}
		</VList>
	);
}

function MemberRow({ room, member, name, to }: Named & { room: Room; to: string }) {
	const t = useT();
	const role = roleOf(member.powerLevel);
	return (
		<Link to={to} className={styles.person}>
			<PersonAvatar userId={member.userId} room={room} size={40} />
			<span className={styles.words}>
				<span dir="auto">{name}</span>
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
