// Videos as a grid of their posters, for pages of people and tags.
import { Clapperboard, Heart, Play } from "lucide-react";
import { useEffect } from "react";
import { Link } from "react-router";
import { type MessageId, useLanguage, useT } from "@/lib/i18n";
import { Empty } from "@/ui/Empty";
import { EndOfList } from "@/ui/EndOfList";
import { countWords } from "../counts";
import type { Feed } from "../feed/Feed";
import { useFeedState } from "../feed/feeds";
import { useVideo } from "../feed/videos";
import { removedPath } from "../paths";
import { Trouble } from "../Trouble";
import styles from "./Grid.module.css";

interface GridProps {
	feed: Feed;
	/** Where its player is. */
	watch: string;
	empty: MessageId;
	/** Asks anew each time it is opened, unless one comes back from a video of it. */
	fresh?: boolean;
}

/** Grows as it is scrolled. */
export function Grid({ feed, watch, empty, fresh }: GridProps) {
	const t = useT();
	const { ids, more, loading, error } = useFeedState(feed);
	useEffect(() => {
		// The end of the list may be below the screen while nothing is there yet.
		if (ids === null && !loading && !error) void feed.loadMore();
	}, [feed, ids, loading, error]);
	useEffect(() => {
		if (fresh && feed.read().ids && feed.position === null) void feed.refresh();
	}, [feed, fresh]);
	if (ids === null && error) return <Trouble error={error} onRetry={() => void feed.loadMore()} />;
	if (ids?.length === 0 && !more && !error) return <Empty icon={Clapperboard}>{t(empty)}</Empty>;
	return (
		<>
			<ul className={styles.grid}>
				{ids?.map((id) => (
					<Cell key={id} id={id} feed={feed} watch={watch} />
				))}
				{ids === null &&
					!error &&
					Array.from({ length: 9 }, (_, i) => <li key={i} className={styles.shape} />)}
			</ul>
			<EndOfList
				list={{ more, loading, failed: error !== null, loadMore: feed.loadMore }}
				looking={t("video.loading")}
			/>
		</>
	);
}

function Cell({ id, feed, watch }: { id: string; feed: Feed; watch: string }) {
	const t = useT();
	const language = useLanguage();
	const video = useVideo(id);
	if (!video) return null;
	const { playback, caption, counts, state, removed } = video;
	return (
		<li className={styles.cell}>
			<Link
				to={removed ? removedPath(id) : watch}
				className={styles.link}
				aria-label={caption ? t("video.watchOne", { caption: caption.slice(0, 120) }) : t("video.watch")}
				onClick={() => {
					feed.position = id;
				}}
			>
				{playback?.poster ? (
					<img src={playback.poster} alt="" loading="lazy" draggable={false} />
				) : (
					<Play size={28} strokeWidth={1.5} aria-hidden />
				)}
				{(removed || state !== "ready") && (
					<span className={styles.state}>
						{t(removed ? "video.removed" : state === "failed" ? "video.failed" : "video.processing")}
					</span>
				)}
				{counts.likes > 0 && (
					<span className={styles.count} aria-hidden>
						<Heart size={14} strokeWidth={2} />
						{countWords(counts.likes, language)}
					</span>
				)}
			</Link>
		</li>
	);
}
