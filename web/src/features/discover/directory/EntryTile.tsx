// An entry as a door in the street: its face, its name, what it is for.
import { BadgeCheck, Globe } from "lucide-react";
import { Button } from "react-aria-components";
import { useT } from "@/lib/i18n";
import styles from "./Directory.module.css";
import { EntryPicture } from "./EntryPicture";
import { categoryName, type Entry } from "./entry";

interface EntryTileProps {
	entry: Entry;
	onOpen: (entry: Entry) => void;
}

/** Opens what is known of it. */
export function EntryTile({ entry, onOpen }: EntryTileProps) {
	const t = useT();
	return (
		<Button className={styles.door ?? ""} onPress={() => onOpen(entry)}>
			<EntryPicture entry={entry} size={56} />
			<span className={styles.doorWords}>
				<span className={styles.doorName}>
					<span dir="auto">{entry.name}</span>
					<Verified entry={entry} />
				</span>
				<span className={styles.doorSummary} dir="auto">
					{entry.summary || entry.description.slice(0, 140) || t(categoryName(entry.category))}
				</span>
				<span className={styles.doorFacts}>
					{entry.place ? <span dir="auto">{entry.place}</span> : t(categoryName(entry.category))}
					{entry.unsigned?.members != null && (
						<span>{t("discover.members", { count: entry.unsigned.members })}</span>
					)}
					{entry.unsigned?.week != null && (
						<span className={styles.rose}>
							{t(entry.mini_app ? "discover.week.added" : "discover.week.joined", {
								count: entry.unsigned.week,
							})}
						</span>
					)}
				</span>
			</span>
		</Button>
	);
}

/** Who vouches for it, in a sign; the sheet has the words. */
export function Verified({ entry }: { entry: Entry }) {
	const t = useT();
	if (entry.verification === "none") return null;
	const Icon = entry.verification === "host" ? BadgeCheck : Globe;
	return (
		<span className={styles.verified} role="img" aria-label={t(`discover.verified.${entry.verification}`)}>
			<Icon size={15} strokeWidth={2} aria-hidden />
		</span>
	);
}
