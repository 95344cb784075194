// After the last video: more is coming, nothing came, or there is no more.
import { CircleCheckBig, Clapperboard, CloudOff } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { useNavigate } from "react-router";
import { type MessageId, useT } from "@/lib/i18n";
import { problemOf } from "@/matrix/problem";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import type { Feed } from "../feed/Feed";
import { useFeedState } from "../feed/feeds";
import { createPath } from "../paths";
import styles from "./Player.module.css";

interface EndProps {
	feed: Feed;
	/** What is said where there is no video before it; `null`: there is one. */
	empty: MessageId | null;
	/** Instead of that. */
	nothing?: ReactNode;
	onTop: () => void;
}

/** A screen of its own. */
export function End({ feed, empty, nothing, onTop }: EndProps) {
	const t = useT();
	const go = useNavigate();
	const { ids, more, loading, error } = useFeedState(feed);
	useEffect(() => {
		if (ids === null && !loading && !error) void feed.loadMore();
	}, [feed, ids, loading, error]);
	if (error)
		return (
			<section className={styles.item} role="alert">
				<Empty icon={CloudOff} action={<Button onPress={() => void feed.loadMore()}>{t("ui.retry")}</Button>}>
					{problemOf(error, t, { M_NOT_FOUND: "video.gone" })}
				</Empty>
			</section>
		);
	if (more) return <Coming />;
	if (empty && nothing) return <section className={styles.item}>{nothing}</section>;
	if (empty)
		return (
			<section className={styles.item}>
				<Empty
					icon={Clapperboard}
					action={
						<Button kind="primary" onPress={() => void go(createPath())}>
							{t("video.makeFirst")}
						</Button>
					}
				>
					{t(empty)}
				</Empty>
			</section>
		);
	return (
		<section className={styles.item}>
			<Empty icon={CircleCheckBig} action={<Button onPress={onTop}>{t("video.again")}</Button>}>
				{t("video.seenAll")}
			</Empty>
		</section>
	);
}

/** In the shape of what comes: words at the bottom, buttons at the edge. */
function Coming() {
	const t = useT();
	return (
		<section className={styles.item} role="status" aria-label={t("video.loading")}>
			<div className={styles.shape} aria-hidden>
				<span />
				<span />
				<span />
			</div>
			<div className={styles.shapeEdge} aria-hidden>
				<span />
				<span />
				<span />
				<span />
			</div>
		</section>
	);
}
