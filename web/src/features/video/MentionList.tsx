// People who are offered after "@": those who are at hand, my contacts, and others whom the server knows.
import { useEffect, useState } from "react";
import { useT } from "@/lib/i18n";
import { useContacts } from "@/matrix/contacts";
import { useClient } from "@/matrix/react";
import { useVideoApi } from "./api";
import { MakerAvatar } from "./MakerAvatar";
import styles from "./MentionList.module.css";
import { nameOfMaker } from "./makers";
import { peopleOf } from "./people/calls";

const offered = 5;

interface Somebody {
	userId: string;
	name: string;
}

interface MentionListProps {
	/** What was typed after the sign. */
	typed: string;
	/** People who are at hand anyway: they come first. */
	near?: readonly string[];
	/** Gets what is to be written: the name of somebody of this server, the whole id of others. */
	onPick: (mention: string) => void;
}

/** Nothing where nobody's name begins so. */
export function MentionList({ typed, near = [], onPick }: MentionListProps) {
	const t = useT();
	const client = useClient();
	const wanted = typed.toLocaleLowerCase();
	const me = client.getSafeUserId();
	const begins = ({ userId, name }: Somebody) =>
		name.toLocaleLowerCase().startsWith(wanted) || userId.slice(1).toLowerCase().startsWith(wanted);
	const named = (userId: string): Somebody => ({ userId, name: nameOfMaker(client, userId) });
	const contacts = useContacts().people.map(({ userId, name }) => ({ userId, name }));
	const others = useOthers(wanted).map(named);
	const had = new Set([me]);
	const found = [...[...near.map(named), ...contacts].filter(begins), ...others]
		.filter(({ userId }) => !had.has(userId) && had.add(userId))
		.slice(0, offered);
	if (found.length === 0) return null;
	const own = `:${client.getDomain()}`;
	return (
		<ul className={styles.people} aria-label={t("video.mention")}>
			{found.map(({ userId, name }) => (
				<li key={userId}>
					<button
						type="button"
						className={styles.person}
						// The field keeps the focus.
						onPointerDown={(event) => event.preventDefault()}
						onClick={() => onPick(userId.endsWith(own) ? userId.slice(0, -own.length) : userId)}
					>
						<MakerAvatar userId={userId} size={32} />
						<bdi>{name}</bdi>
						<span className={styles.id} dir="ltr">
							{userId}
						</span>
					</button>
				</li>
			))}
		</ul>
	);
}

/** A moment without a key: only then is the server asked. */
const restMs = 180;

function useOthers(typed: string): readonly string[] {
	const api = useVideoApi();
	const [found, setFound] = useState<{ typed: string; people: readonly string[] }>();
	useEffect(() => {
		if (!typed) return;
		let shown = true;
		const timer = setTimeout(() => {
			const query = { kind: "people", q: typed, limit: offered } as const;
			api.call("get", "search", { query }).then(
				({ people }) => shown && setFound({ typed, people: peopleOf(people ?? []).map((one) => one.userId) }),
				// Contacts are offered without it.
				() => undefined,
			);
		}, restMs);
		return () => {
			shown = false;
			clearTimeout(timer);
		};
	}, [api, typed]);
	return found?.typed === typed ? found.people : [];
}
