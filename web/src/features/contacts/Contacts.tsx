// People: requests first, then everybody I know, by the letters of their names.
import { QrCode, UserPlus, UserRoundPlus, UsersRound } from "lucide-react";
import { useMemo, useState } from "react";
import { Link, useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { type Contact, useContacts } from "@/matrix/contacts";
import { RoomAvatar } from "@/matrix/people";
import { Button, IconButton } from "@/ui/Button";
import { CircleAction, CircleActions } from "@/ui/CircleAction";
import { Empty } from "@/ui/Empty";
import { Page } from "@/ui/Page";
import { SearchBox } from "@/ui/SearchBox";
import { ContactList } from "./ContactList";
import styles from "./Contacts.module.css";
import { RequestCard } from "./RequestCard";

/** The list of the place Contacts. */
export function Contacts() {
	const t = useT();
	const go = useNavigate();
	const [typed, setTyped] = useState("");
	const { people, requests, asked } = useContacts();
	const found = useMemo(() => matching(people, typed), [people, typed]);
	const top = typed ? null : (
		<>
			<Ways />
			{requests.length > 0 && (
				<section aria-label={t("contacts.requests")}>
					<h2 className={styles.heading}>{t("contacts.requests")}</h2>
					<div className={styles.requests}>
						{requests.map((request) => (
							<RequestCard key={request.room.roomId} request={request} />
						))}
					</div>
				</section>
			)}
			{asked.map((room) => (
				<Link key={room.roomId} to={`/chat/${encodeURIComponent(room.roomId)}`} className={styles.row}>
					<RoomAvatar room={room} directUserId={null} size={42} />
					<span className={styles.words}>
						<span className={styles.name} dir="auto">
							{room.name}
						</span>
						<span className={styles.detail}>{t("contacts.asked")}</span>
					</span>
				</Link>
			))}
		</>
	);
	return (
		<Page
			title={t("contacts.title")}
			bare
			actions={
				<IconButton icon={UserPlus} label={t("contacts.add")} onPress={() => void go("/contacts/add")} />
			}
			above={
				<div className={styles.search}>
					<SearchBox label={t("contacts.search")} value={typed} onChange={setTyped} />
				</div>
			}
		>
			{people.length + requests.length + asked.length === 0 && !typed ? (
				<>
					<Ways />
					<Empty
						icon={UsersRound}
						action={
							<Button kind="primary" onPress={() => void go("/contacts/add")}>
								{t("contacts.add")}
							</Button>
						}
					>
						{t("contacts.empty")}
					</Empty>
				</>
			) : (
				<ContactList people={found} top={top} searching={typed !== ""} />
			)}
			{typed && found.length === 0 && <NotFound typed={typed} />}
		</Page>
	);
}

/** What one comes here for besides people. */
function Ways() {
	const t = useT();
	const go = useNavigate();
	return (
		<CircleActions>
			<CircleAction
				icon={UsersRound}
				label={t("contacts.newGroup")}
				onPress={() => void go("/contacts/new-group")}
			/>
			<CircleAction icon={QrCode} label={t("contacts.myCode")} onPress={() => void go("/contacts/code")} />
			<CircleAction
				icon={UserRoundPlus}
				label={t("contacts.invite")}
				onPress={() => void go("/contacts/invite")}
			/>
		</CircleActions>
	);
}

function NotFound({ typed }: { typed: string }) {
	const t = useT();
	const go = useNavigate();
	return (
		<Empty
			icon={UsersRound}
			action={
				<Button kind="primary" onPress={() => void go(`/contacts/add?q=${encodeURIComponent(typed)}`)}>
					{t("contacts.searchServer")}
				</Button>
			}
		>
			{t("contacts.noMatch", { typed: typed.slice(0, 60) })}
		</Empty>
	);
}

/** People whose name or id contains what is typed. */
export function matching(people: readonly Contact[], typed: string): readonly Contact[] {
	const wanted = typed.trim().toLocaleLowerCase();
	if (!wanted) return people;
	return people.filter(
		({ name, userId }) => name.toLocaleLowerCase().includes(wanted) || userId.toLowerCase().includes(wanted),
	);
}
