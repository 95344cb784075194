// Before anything is typed: what can be found here, and how far this device has read.
import { Search } from "lucide-react";
import { useT } from "@/lib/i18n";
import { useSettings } from "@/lib/settings";
import { Empty } from "@/ui/Empty";
import { useCrawlState } from "./context";
import styles from "./Search.module.css";

/** One line, and the state of the index. */
export function Start() {
	const t = useT();
	const { searchIndex } = useSettings();
	return (
		<>
			<Empty icon={Search}>{searchIndex ? t("search.start") : t("search.off")}</Empty>
			<CrawlLine />
		</>
	);
}

/** Nothing when all is read. */
export function CrawlLine() {
	const t = useT();
	const { running, rooms, roomsDone } = useCrawlState();
	if (!running || rooms === 0) return null;
	return (
		<p className={styles.crawl} role="status">
			{t("search.reading", { done: roomsDone, all: rooms })}
		</p>
	);
}
