// The list by letters, with the letters at the edge to jump to. Only what is in view is in the page.
import { type ReactNode, useMemo, useRef } from "react";
import { NavLink } from "react-router";
import { VList, type VListHandle } from "virtua";
import { useT } from "@/lib/i18n";
import type { Contact } from "@/matrix/contacts";
import { PersonAvatar } from "@/matrix/people";
import styles from "./Contacts.module.css";
import { personPlace } from "./links";
import { sectionsOf } from "./sections";

interface ContactListProps {
	people: readonly Contact[];
	/** What scrolls with the list, above it. */
	top: ReactNode;
	/** While something is searched, letters only take room. */
	searching: boolean;
}

type Item = { letter: string } | { contact: Contact };

/** Links to people's pages. */
export function ContactList({ people, top, searching }: ContactListProps) {
	const list = useRef<VListHandle>(null);
	const items = useMemo(() => itemsOf(people, !searching), [people, searching]);
	const before = top ? 1 : 0;
	return (
		<div className={styles.list}>
			<VList ref={list} style={{ flex: 1 }}>
				{top && <div key="top">{top}</div>}
				{items.map((item) =>
					"letter" in item ? (
						<h2 key={`letter-${item.letter}`} className={styles.letter}>
							{item.letter}
						</h2>
					) : (
						<ContactRow key={item.contact.userId} contact={item.contact} />
					),
				)}
			</VList>
			{!searching && people.length > 12 && (
				<Letters items={items} onPick={(index) => list.current?.scrollToIndex(index + before)} />
			)}
		</div>
	);
}

function itemsOf(people: readonly Contact[], lettered: boolean): Item[] {
	return sectionsOf(people, (one) => one.name).flatMap(({ letter, people: under }) => [
		...(lettered ? [{ letter }] : []),
		...under.map((contact) => ({ contact })),
	]);
}

function ContactRow({ contact }: { contact: Contact }) {
	const t = useT();
	return (
		<NavLink to={personPlace(contact.userId)} className={styles.row}>
			<PersonAvatar userId={contact.userId} room={contact.room} size={42} />
			<span className={styles.words}>
				<span className={styles.name} dir="auto">
					{contact.name}
				</span>
				{contact.waiting && <span className={styles.detail}>{t("contacts.waiting")}</span>}
			</span>
		</NavLink>
	);
}

/** Letters under a finger that slides over them: for touch alone, as the headings are there for everybody else. */
function Letters({ items, onPick }: { items: readonly Item[]; onPick: (index: number) => void }) {
	const pick = (event: React.PointerEvent) => {
		const under = document.elementFromPoint(event.clientX, event.clientY);
		const index = under?.closest<HTMLElement>("[data-index]")?.dataset.index;
		if (index && event.buttons > 0) onPick(Number(index));
	};
	return (
		<div
			className={styles.letters}
			aria-hidden
			onPointerDown={(event) => {
				event.currentTarget.releasePointerCapture(event.pointerId);
				pick(event);
			}}
			onPointerMove={pick}
		>
			{items.map((item, index) =>
				"letter" in item ? (
					<span key={item.letter} data-index={index}>
						{item.letter}
					</span>
				) : null,
			)}
		</div>
	);
}
