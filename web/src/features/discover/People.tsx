// People to meet: those of my groups whom I do not chat with yet, and those found by name.
import { useMemo } from "react";
import { Link } from "react-router";
import { useT } from "@/lib/i18n";
import { useContacts } from "@/matrix/contacts";
import { useFoundPeople } from "@/matrix/directory";
import { useAvatarUrl } from "@/matrix/media";
import { nameOf, PersonAvatar } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { useRoomList } from "@/matrix/rooms";
import { Avatar } from "@/ui/Avatar";
import styles from "./Discover.module.css";

const most = 16;
/** In bigger groups people do not know each other; and going through all of them takes long. */
const groupMost = 200;

const pageOf = (userId: string) => `/contacts/${encodeURIComponent(userId)}`;

/** A row of faces. */
export function PeopleAround() {
	const t = useT();
	const client = useClient();
	const { joined } = useRoomList();
	const { people } = useContacts();
	const around = useMemo(() => {
		const known = new Set([client.getSafeUserId(), ...people.map((one) => one.userId)]);
		const met = new Set<string>();
		for (const { room, directUserId } of joined) {
			if (directUserId || room.getJoinedMemberCount() > groupMost) continue;
			for (const { userId } of room.getJoinedMembers()) if (!known.has(userId)) met.add(userId);
		}
		return [...met].slice(0, most);
	}, [client, joined, people]);
	if (around.length === 0) return null;
	return (
		<section>
			<h2 className={styles.heading}>{t("discover.people")}</h2>
			<div className={styles.faces}>
				{around.map((userId) => (
					<Link key={userId} to={pageOf(userId)} className={styles.face}>
						<PersonAvatar userId={userId} size={56} />
						<span dir="auto">{nameOf(client, userId)}</span>
					</Link>
				))}
			</div>
		</section>
	);
}

/** Those whom the server finds by what is typed. */
export function FoundPeople({ typed }: { typed: string }) {
	const t = useT();
	const found = useFoundPeople(typed);
	if (!Array.isArray(found) || found.length === 0) return null;
	return (
		<section>
			<h2 className={styles.heading}>{t("discover.foundPeople")}</h2>
			<div className={styles.faces}>
				{found.slice(0, most).map((one) => (
					<Face key={one.userId} {...one} />
				))}
			</div>
		</section>
	);
}

function Face({ userId, name, picture }: { userId: string; name: string; picture: string | null }) {
	const src = useAvatarUrl(picture, 56);
	return (
		<Link to={pageOf(userId)} className={styles.face}>
			<Avatar id={userId} name={name} src={src} size={56} />
			<span dir="auto">{name}</span>
		</Link>
	);
}
