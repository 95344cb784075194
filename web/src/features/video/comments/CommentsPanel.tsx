// Comments: a sheet over the lower part on a phone, a column beside on a desktop; the video goes on.
import { MessageCircle, X } from "lucide-react";
import { type Dispatch, type SetStateAction, useEffect, useId, useRef, useState } from "react";
import { useT } from "@/lib/i18n";
import { useAction } from "@/matrix/useAction";
import { IconButton } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { EndOfList } from "@/ui/EndOfList";
import { SkeletonRows } from "@/ui/Skeleton";
import { useVideoApi } from "../api";
import { useVideo } from "../feed/videos";
import type { VideoComment } from "../shapes";
import { Trouble } from "../Trouble";
import { joined } from "../usePaged";
import { Comment } from "./Comment";
import styles from "./CommentsPanel.module.css";
import { changed, pinComment, withPin } from "./calls";
import { Say } from "./Say";
import { type Comments, useComments } from "./useComments";

/** Of one video. Escape and the X close it; it takes the focus, and gives it back. */
export function CommentsPanel({ id, onClose }: { id: string; onClose: () => void }) {
	const t = useT();
	const video = useVideo(id);
	const comments = useComments(id, null);
	const title = useId();
	const [answered, setAnswered] = useState<VideoComment | null>(null);
	/** What I have answered here: shown under what it answers. */
	const [mine, setMine] = useState<readonly VideoComment[]>([]);
	const panel = useRef<HTMLElement>(null);
	useEffect(() => {
		const before = document.activeElement;
		panel.current?.focus();
		return () => {
			if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
		};
	}, []);
	const said = (comment: VideoComment) => {
		if (comment.parent === null) comments.add(comment);
		else setMine((now) => [...now, comment]);
		setAnswered(null);
	};
	return (
		<aside
			ref={panel}
			role="dialog"
			data-aside
			aria-labelledby={title}
			tabIndex={-1}
			className={styles.panel}
			onKeyDown={(event) => {
				if (event.key !== "Escape") return;
				event.preventDefault();
				onClose();
			}}
		>
			<header className={styles.bar}>
				<h2 id={title} className={styles.title}>
					{t("video.commentCount", { count: video?.counts.comments ?? 0 })}
				</h2>
				<IconButton icon={X} label={t("ui.close")} onPress={onClose} />
			</header>
			<div className={styles.list}>
				<List comments={comments} video={id} mine={mine} onMine={setMine} onAnswer={setAnswered} />
			</div>
			{video?.comments === false ? (
				<p className={styles.off}>{t("video.commentsOff")}</p>
			) : (
				<Say
					key={answered?.id}
					video={id}
					answered={answered}
					near={[...(video ? [video.author] : []), ...(comments.items ?? []).map((one) => one.author)]}
					onAnswer={setAnswered}
					onSaid={said}
				/>
			)}
		</aside>
	);
}

interface ListProps {
	comments: Comments;
	video: string;
	mine: readonly VideoComment[];
	onMine: Dispatch<SetStateAction<readonly VideoComment[]>>;
	onAnswer: (comment: VideoComment) => void;
}

function List({ comments, video, mine, onMine, onAnswer }: ListProps) {
	const t = useT();
	const { items, error, loadMore } = comments;
	if (error && !items) return <Trouble error={error} onRetry={() => void loadMore()} />;
	if (!items) return <SkeletonRows rows={5} label={t("video.loading")} />;
	if (items.length === 0 && !comments.more)
		return <Empty icon={MessageCircle}>{t("video.noComments")}</Empty>;
	return (
		<>
			{items.map((comment) => (
				<Thread
					key={comment.id}
					comment={comment}
					comments={comments}
					video={video}
					mine={mine.filter((one) => one.parent === comment.id)}
					onMine={onMine}
					onAnswer={onAnswer}
				/>
			))}
			<EndOfList list={comments} looking={t("video.loading")} />
		</>
	);
}

interface ThreadProps extends ListProps {
	comment: VideoComment;
	/** My answers to it, of just now. */
	mine: readonly VideoComment[];
}

/** A comment, and the answers to it once they are asked for. */
function Thread({ comment, comments, video, mine, onMine, onAnswer }: ThreadProps) {
	const t = useT();
	const api = useVideoApi();
	const known = useVideo(video);
	const { run } = useAction();
	const [open, setOpen] = useState(false);
	const { id, replies } = comment;
	const pin = (on: boolean) =>
		void run(async () => {
			await pinComment(api, video, id, on);
			comments.change((now) => withPin(now, id, on));
		});
	return (
		<>
			<Comment
				comment={comment}
				video={known}
				onAnswer={() => onAnswer(comment)}
				onChange={(to) => comments.change(changed(id, to))}
				onPin={pin}
			>
				{!open && replies !== 0 && (
					<button type="button" className={styles.answer} onClick={() => setOpen(true)}>
						{t("video.replyCount", { count: replies })}
					</button>
				)}
			</Comment>
			<div className={styles.replies}>
				{open ? (
					<Replies comment={comment} video={video} mine={mine} onMine={onMine} onAnswer={onAnswer} />
				) : (
					mine.map((one) => (
						<Comment
							key={one.id}
							comment={one}
							video={known}
							onAnswer={() => onAnswer(comment)}
							onChange={(to) => onMine(changed(one.id, to))}
						/>
					))
				)}
			</div>
		</>
	);
}

function Replies({ comment, video, mine, onMine, onAnswer }: Omit<ThreadProps, "comments">) {
	const t = useT();
	const known = useVideo(video);
	const replies = useComments(video, comment.id);
	const shown = joined(replies.items ?? [], mine, (one) => one.id);
	return (
		<>
			{shown.map((one) => (
				<Comment
					key={one.id}
					comment={one}
					video={known}
					onAnswer={() => onAnswer(comment)}
					onChange={(to) => {
						replies.change(changed(one.id, to));
						onMine(changed(one.id, to));
					}}
				/>
			))}
			{shown.length === 0 && !replies.more && <p className={styles.none}>{t("video.noReplies")}</p>}
			<EndOfList list={replies} looking={t("video.loading")} />
		</>
	);
}
