// Somebody in a list: picture, name, and what one can do.
import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useT } from "@/lib/i18n";
import { MakerAvatar } from "../MakerAvatar";
import { useMaker } from "../makers";
import { personPath } from "../paths";
import type { VideoPerson } from "../shapes";
import { FollowButton } from "./FollowButton";
import { usePerson } from "./known";
import styles from "./PersonRow.module.css";

interface PersonRowProps {
	person: VideoPerson;
	/** Instead of the button that follows. */
	children?: ReactNode;
}

/** A list item. */
export function PersonRow({ person: told, children }: PersonRowProps) {
	const t = useT();
	const person = usePerson(told.userId) ?? told;
	const { name } = useMaker(person.userId, 48);
	return (
		<li className={styles.row}>
			<Link to={personPath(person.userId)} className={styles.who}>
				<MakerAvatar userId={person.userId} size={48} />
				<span className={styles.words}>
					<strong className={styles.name}>
						<bdi>{name}</bdi>
						{person.private && <Lock size={13} strokeWidth={2} aria-label={t("video.isPrivate")} />}
					</strong>
					<span className={styles.id} dir="ltr">
						{person.userId}
					</span>
				</span>
			</Link>
			{children ?? (person.met && <FollowButton person={person} small />)}
		</li>
	);
}
