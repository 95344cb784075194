// A new chat: with somebody I know, with several, or with somebody new.
import { Link2, UserPlus, UsersRound } from "lucide-react";
import { useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { type Contact, useContacts } from "@/matrix/contacts";
import { openDirect } from "@/matrix/direct";
import { PersonAvatar } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Group, Row } from "@/ui/List";
import { Page } from "@/ui/Page";
import { SearchBox } from "@/ui/SearchBox";
import { parseAddress } from "./address";
import { matching } from "./Contacts";
import { placeOf, useHere } from "./links";
import styles from "./Person.module.css";
import { sectionsOf } from "./sections";

/** The place /contacts/new. */
export function NewChat() {
	const t = useT();
	const go = useNavigate();
	const here = useHere();
	const [typed, setTyped] = useState("");
	const { people } = useContacts();
	const sections = useMemo(() => sectionsOf(matching(people, typed), (one) => one.name), [people, typed]);
	const address = parseAddress(typed, here);
	const place = address && placeOf(address);
	return (
		<Page title={t("contacts.newChat")} onBack={() => void go("/chat")}>
			<div className={styles.person}>
				<SearchBox label={t("contacts.newSearch")} value={typed} onChange={setTyped} autoFocus />
				{place && (
					<Group>
						<Row icon={Link2} label={t("contacts.openLink")} detail={typed.trim()} to={place} />
					</Group>
				)}
				{!typed && (
					<Group>
						<Row icon={UsersRound} label={t("contacts.newGroup")} to="/contacts/new-group" />
						<Row icon={UserPlus} label={t("contacts.add")} to="/contacts/add" />
					</Group>
				)}
				{sections.map(({ letter, people: under }) => (
					<Group key={letter} title={letter}>
						{under.map((contact) => (
							<PersonRow key={contact.userId} contact={contact} />
						))}
					</Group>
				))}
				{typed && !place && (
					<Group>
						<Row
							icon={UserPlus}
							label={t("contacts.searchServer")}
							detail={typed}
							to={`/contacts/add?q=${encodeURIComponent(typed)}`}
						/>
					</Group>
				)}
			</div>
		</Page>
	);
}

function PersonRow({ contact: { userId, name, room } }: { contact: Contact }) {
	const go = useNavigate();
	const client = useClient();
	const { run } = useAction();
	const open = () =>
		void run(async () => {
			void go(`/chat/${encodeURIComponent(await openDirect(client, userId))}`);
		});
	return <Row before={<PersonAvatar userId={userId} room={room} size={42} />} label={name} onPress={open} />;
}
