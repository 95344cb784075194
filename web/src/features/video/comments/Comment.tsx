// One comment: who says what, its likes, and what can be done with it.
import { Copy, Flag, Heart, MoreHorizontal, Pin, PinOff, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Link } from "react-router";
import { ago } from "@/lib/ago";
import { useLanguage, useT } from "@/lib/i18n";
import { problemOf } from "@/matrix/problem";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { IconButton } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { Menu, type MenuEntry } from "@/ui/Menu";
import { toast } from "@/ui/Toast";
import { useVideoApi } from "../api";
import { Caption } from "../Caption";
import { countWords } from "../counts";
import { changeVideo } from "../feed/videos";
import { MakerAvatar } from "../MakerAvatar";
import { useMaker } from "../makers";
import { personPath } from "../paths";
import { ReportSheet } from "../report/ReportSheet";
import type { Video, VideoComment } from "../shapes";
import styles from "./CommentsPanel.module.css";
import { likeComment, removeComment, withLike } from "./calls";

interface CommentProps {
	comment: VideoComment;
	/** `undefined`: not known yet. */
	video: Video | undefined;
	onAnswer: () => void;
	/** It looks otherwise now; `null`: it is gone. */
	onChange: (to: (comment: VideoComment) => VideoComment | null) => void;
	/** Lets it stand first or not; absent: it cannot be pinned. */
	onPin?: (on: boolean) => void;
	/** At the end of the line below. */
	children?: ReactNode;
}

/** An article. */
export function Comment({ comment, video, onAnswer, onChange, onPin, children }: CommentProps) {
	const t = useT();
	const language = useLanguage();
	const { name } = useMaker(comment.author, 36);
	return (
		<article className={styles.comment} aria-label={t("video.commentBy", { name })}>
			<MakerAvatar userId={comment.author} size={36} />
			<div className={styles.words}>
				{comment.pinned && (
					<p className={styles.pinned}>
						<Pin size={12} strokeWidth={2} aria-hidden />
						{t("video.pinned")}
					</p>
				)}
				<p className={styles.head}>
					<Link to={personPath(comment.author)} className={styles.author}>
						<bdi>{name}</bdi>
					</Link>
					{comment.author === video?.author && <span className={styles.mark}>{t("video.author")}</span>}
				</p>
				<Caption text={comment.text} />
				<p className={styles.below}>
					{comment.created > 0 && <span>{ago(comment.created, language)}</span>}
					<button type="button" className={styles.answer} onClick={onAnswer}>
						{t("video.answer")}
					</button>
					{children}
				</p>
			</div>
			<div className={styles.side}>
				{video && <Like comment={comment} video={video.id} onChange={onChange} />}
				{video && <Acts comment={comment} video={video} name={name} onChange={onChange} onPin={onPin} />}
			</div>
		</article>
	);
}

interface LikeProps {
	comment: VideoComment;
	video: string;
	onChange: CommentProps["onChange"];
}

/** Shown at once, and taken back where the server does not agree. */
function Like({ comment, video, onChange }: LikeProps) {
	const t = useT();
	const language = useLanguage();
	const api = useVideoApi();
	const { id, liked, likes } = comment;
	const like = () => {
		onChange((now) => withLike(now, !liked));
		likeComment(api, video, id, !liked).catch((error: unknown) => {
			onChange((now) => withLike(now, liked));
			toast(problemOf(error, t));
		});
	};
	const label = t("video.like");
	return (
		<button
			type="button"
			className={styles.like}
			aria-pressed={liked}
			aria-label={likes > 0 ? `${label}, ${countWords(likes, language)}` : label}
			onClick={like}
		>
			<Heart size={17} strokeWidth={1.75} fill={liked ? "currentColor" : "none"} aria-hidden />
			<span aria-hidden>{likes > 0 && countWords(likes, language)}</span>
		</button>
	);
}

interface ActsProps {
	comment: VideoComment;
	video: Video;
	name: string;
	onChange: CommentProps["onChange"];
	onPin: CommentProps["onPin"];
}

function Acts({ comment, video, name, onChange, onPin }: ActsProps) {
	const t = useT();
	const api = useVideoApi();
	const me = useClient().getSafeUserId();
	const { busy, run } = useAction();
	const [open, setOpen] = useState<"delete" | "report" | null>(null);
	const close = () => setOpen(null);
	const mine = comment.author === me;
	const remove = async () => {
		await removeComment(api, video.id, comment.id);
		const gone = 1 + (comment.parent === null ? comment.replies : 0);
		changeVideo(video.id, (now) => ({
			...now,
			counts: { ...now.counts, comments: Math.max(0, now.counts.comments - gone) },
		}));
		close();
		onChange(() => null);
	};
	const entries: MenuEntry[] = [
		{
			id: "copy",
			label: t("video.copyWords"),
			icon: Copy,
			perform: () => void navigator.clipboard.writeText(comment.text).then(() => toast(t("ui.copied"))),
		},
	];
	if (onPin && video.author === me)
		entries.push({
			id: "pin",
			label: t(comment.pinned ? "video.unpin" : "video.pin"),
			icon: comment.pinned ? PinOff : Pin,
			perform: () => onPin(!comment.pinned),
		});
	if (!mine)
		entries.push({
			id: "report",
			label: t("video.report"),
			icon: Flag,
			danger: true,
			separated: true,
			perform: () => setOpen("report"),
		});
	if (mine || video.author === me)
		entries.push({
			id: "delete",
			label: t("video.commentDelete"),
			icon: Trash2,
			danger: true,
			separated: mine,
			perform: () => setOpen("delete"),
		});
	return (
		<>
			<Menu label={t("video.commentActions", { name })} entries={entries} dark>
				<IconButton icon={MoreHorizontal} label={t("video.commentActions", { name })} size={17} />
			</Menu>
			{open === "report" && (
				<ReportSheet about={{ kind: "comment", video: video.id, id: comment.id }} onClose={close} dark />
			)}
			{open === "delete" && (
				<Confirm
					title={t("video.commentDeleteTitle")}
					confirm={t("video.commentDelete")}
					danger
					pending={busy}
					isOpen
					onClose={close}
					onConfirm={() => void run(remove)}
				>
					{t("video.commentDeleteWords")}
				</Confirm>
			)}
		</>
	);
}
