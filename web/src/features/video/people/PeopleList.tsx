// A list of people that grows as it is scrolled.
import { UsersRound } from "lucide-react";
import type { ReactNode } from "react";
import { type MessageId, useT } from "@/lib/i18n";
import { Empty } from "@/ui/Empty";
import { EndOfList } from "@/ui/EndOfList";
import { SkeletonRows } from "@/ui/Skeleton";
import type { VideoPerson } from "../shapes";
import { Trouble } from "../Trouble";
import type { Paged } from "../usePaged";
import styles from "./PeopleList.module.css";
import { PersonRow } from "./PersonRow";

interface PeopleListProps {
	list: Paged<VideoPerson>;
	/** What belongs here. */
	empty: MessageId;
	/** What can be done with one, instead of following. */
	actions?: (person: VideoPerson) => ReactNode;
}

/** The rows. */
export function PeopleList({ list, empty, actions }: PeopleListProps) {
	const t = useT();
	const { items, error, more, loadMore } = list;
	if (error && !items) return <Trouble error={error} onRetry={() => void loadMore()} meanings={hidden} />;
	if (!items) return <SkeletonRows rows={6} label={t("video.loading")} />;
	if (items.length === 0 && !more) return <Empty icon={UsersRound}>{t(empty)}</Empty>;
	return (
		<>
			<ul className={styles.list}>
				{items.map((person) => (
					<PersonRow key={person.userId} person={person}>
						{actions?.(person)}
					</PersonRow>
				))}
			</ul>
			<EndOfList list={list} looking={t("video.loading")} />
		</>
	);
}

/** Lists of private accounts are for those whom they let follow. */
const hidden = { M_FORBIDDEN: "video.listHidden", M_NOT_FOUND: "video.nobody" } as const;
