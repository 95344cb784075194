// Comments: a sheet over the lower part on a phone, a column beside on a desktop; the video goes on.
import { MessageCircle, SendHorizontal, X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Link } from "react-router";
import { ago } from "@/lib/ago";
import { useLanguage, useT } from "@/lib/i18n";
import { useAction } from "@/matrix/useAction";
import { IconButton } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { EndOfList } from "@/ui/EndOfList";
import { SkeletonRows } from "@/ui/Skeleton";
import { useVideoApi } from "../api";
import { Caption } from "../Caption";
import { changeVideo, useVideo } from "../feed/videos";
import { MakerAvatar } from "../MakerAvatar";
import { useMaker } from "../makers";
import { personPath } from "../paths";
import type { VideoComment } from "../shapes";
import styles from "./CommentsPanel.module.css";
import { type Comments, joined, useComments } from "./useComments";

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
				<List comments={comments} video={id} mine={mine} onAnswer={setAnswered} />
			</div>
			{video?.comments === false ? (
				<p className={styles.off}>{t("video.commentsOff")}</p>
			) : (
				<Say key={answered?.id} video={id} answered={answered} onAnswer={setAnswered} onSaid={said} />
			)}
		</aside>
	);
}

interface ListProps {
	comments: Comments;
	video: string;
	mine: readonly VideoComment[];
	onAnswer: (comment: VideoComment) => void;
}

function List({ comments, video, mine, onAnswer }: ListProps) {
	const t = useT();
	const { items } = comments;
	if (items === undefined && !comments.failed) return <SkeletonRows rows={5} label={t("video.loading")} />;
	if (items?.length === 0 && !comments.more)
		return <Empty icon={MessageCircle}>{t("video.noComments")}</Empty>;
	return (
		<>
			{items?.map((comment) => (
				<Thread
					key={comment.id}
					comment={comment}
					video={video}
					mine={mine.filter((one) => one.parent === comment.id)}
					onAnswer={onAnswer}
				/>
			))}
			<EndOfList list={comments} looking={t("video.loading")} />
		</>
	);
}

interface ThreadProps {
	comment: VideoComment;
	video: string;
	/** My answers to it, of just now. */
	mine: readonly VideoComment[];
	onAnswer: (comment: VideoComment) => void;
}

/** A comment, and the answers to it once they are asked for. */
function Thread({ comment, video, mine, onAnswer }: ThreadProps) {
	const t = useT();
	const [open, setOpen] = useState(false);
	const { replies } = comment;
	return (
		<>
			<One comment={comment} onAnswer={() => onAnswer(comment)}>
				{!open && replies !== 0 && (
					<button type="button" className={styles.answer} onClick={() => setOpen(true)}>
						{replies === null ? t("video.replies") : t("video.replyCount", { count: replies })}
					</button>
				)}
			</One>
			<div className={styles.replies}>
				{open && <Replies comment={comment} video={video} mine={mine} onAnswer={onAnswer} />}
				{!open && mine.map((one) => <One key={one.id} comment={one} onAnswer={() => onAnswer(comment)} />)}
			</div>
		</>
	);
}

function Replies({ comment, video, mine, onAnswer }: ThreadProps) {
	const t = useT();
	const replies = useComments(video, comment.id);
	const shown = joined(replies.items ?? [], mine);
	return (
		<>
			{shown.map((one) => (
				<One key={one.id} comment={one} onAnswer={() => onAnswer(comment)} />
			))}
			{shown.length === 0 && !replies.more && <p className={styles.none}>{t("video.noReplies")}</p>}
			<EndOfList list={replies} looking={t("video.loading")} />
		</>
	);
}

interface OneProps {
	comment: VideoComment;
	onAnswer: () => void;
	/** At the end of the line below. */
	children?: ReactNode;
}

function One({ comment, onAnswer, children }: OneProps) {
	const t = useT();
	const language = useLanguage();
	const { name } = useMaker(comment.author, 36);
	return (
		<article className={styles.comment}>
			<MakerAvatar userId={comment.author} size={36} />
			<div className={styles.words}>
				<Link to={personPath(comment.author)} className={styles.author}>
					<bdi>{name}</bdi>
				</Link>
				<Caption text={comment.text} />
				<p className={styles.below}>
					{comment.created > 0 && <span>{ago(comment.created, language)}</span>}
					<button type="button" className={styles.answer} onClick={onAnswer}>
						{t("video.answer")}
					</button>
					{children}
				</p>
			</div>
		</article>
	);
}

interface SayProps {
	video: string;
	/** The comment that is answered. */
	answered: VideoComment | null;
	onAnswer: (comment: VideoComment | null) => void;
	onSaid: (comment: VideoComment) => void;
}

function Say({ video, answered, onAnswer, onSaid }: SayProps) {
	const t = useT();
	const api = useVideoApi();
	const [text, setText] = useState("");
	// The same until it is said: trying again after a lost answer says nothing twice.
	const [txn, setTxn] = useState(() => crypto.randomUUID());
	const { busy, run } = useAction();
	const { name } = useMaker(answered?.author ?? "", 36);
	const send = () =>
		void run(async () => {
			const comment = await api.comment(video, text.trim(), answered?.id ?? null, txn);
			setText("");
			setTxn(crypto.randomUUID());
			changeVideo(video, (now) => ({
				...now,
				counts: { ...now.counts, comments: now.counts.comments + 1 },
			}));
			onSaid(comment);
		});
	const ready = text.trim() !== "" && !busy;
	const label = answered ? t("video.answerTo", { name }) : t("video.say");
	return (
		<form
			className={styles.say}
			onSubmit={(event) => {
				event.preventDefault();
				if (ready) send();
			}}
		>
			{answered && (
				<IconButton icon={X} label={t("video.answerNot")} size={18} onPress={() => onAnswer(null)} />
			)}
			<textarea
				className={styles.field}
				rows={1}
				maxLength={1_000}
				aria-label={label}
				placeholder={label}
				dir="auto"
				value={text}
				// biome-ignore lint/a11y/noAutofocus: somebody has just pressed "Answer"
				autoFocus={answered !== null}
				onChange={(event) => setText(event.target.value)}
				onKeyDown={(event) => {
					if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
					event.preventDefault();
					if (ready) send();
				}}
			/>
			<IconButton
				icon={SendHorizontal}
				kind="accent"
				label={t("video.send")}
				type="submit"
				isDisabled={!ready}
			/>
		</form>
	);
}
