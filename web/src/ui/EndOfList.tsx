// The end of a list that goes on: what comes next is fetched when it is seen.
import { useEffect, useRef } from "react";
import { useT } from "@/lib/i18n";
import { Button } from "./Button";
import styles from "./EndOfList.module.css";

/** A list of which more can be had. */
export interface Growing {
	/** Whether there may be more. */
	more: boolean;
	loading: boolean;
	failed: boolean;
	loadMore: () => Promise<void>;
}

/** Fetches by itself until there is a screenful or nothing more; after a failure when it is asked. */
export function EndOfList({ list, looking }: { list: Growing; looking: string }) {
	const t = useT();
	const end = useRef<HTMLDivElement>(null);
	const { more, loading, failed, loadMore } = list;
	useEffect(() => {
		const mark = end.current;
		if (!mark || !more || loading || failed) return;
		const watch = new IntersectionObserver(([seen]) => seen?.isIntersecting && void loadMore());
		watch.observe(mark);
		return () => watch.disconnect();
	}, [more, loading, failed, loadMore]);
	return (
		<div ref={end} className={styles.end} role="status">
			{failed ? (
				<Button small onPress={() => void loadMore()}>
					{t("ui.retry")}
				</Button>
			) : (
				more && looking
			)}
		</div>
	);
}
