// What happened around my videos: who liked, said, followed; what became of what I posted.
import {
	AtSign,
	Bell,
	CheckCircle2,
	Heart,
	type LucideIcon,
	MessageCircle,
	Repeat2,
	ShieldAlert,
	TriangleAlert,
	UserPlus,
} from "lucide-react";
import { useCallback, useEffect, useRef } from "react";
import { Link, useNavigate } from "react-router";
import { ago } from "@/lib/ago";
import { type MessageId, type Translate, useLanguage, useT } from "@/lib/i18n";
import { ruleLabel } from "@/lib/videoRules";
import { useClient } from "@/matrix/react";
import { Empty } from "@/ui/Empty";
import { EndOfList } from "@/ui/EndOfList";
import { Page } from "@/ui/Page";
import { SkeletonRows } from "@/ui/Skeleton";
import { useVideoApi } from "../api";
import { reasonWords } from "../create/reasons";
import { MakerAvatar } from "../MakerAvatar";
import { learnMakers, useMaker } from "../makers";
import { commentsPath, personPath, removedPath, videoPath } from "../paths";
import { FollowButton } from "../people/FollowButton";
import { usePerson } from "../people/known";
import { Answer } from "../people/PeoplePages";
import { Trouble } from "../Trouble";
import { usePaged } from "../usePaged";
import styles from "./Notifications.module.css";
import { type NotificationKind, notificationOf, type VideoNotification } from "./shapes";
import { tellUnread } from "./unread";

/** All of them, the newest first; seen here, they are read. */
export function NotificationsPage() {
	const t = useT();
	const go = useNavigate();
	const me = useClient().getSafeUserId();
	const list = useNotifications();
	const { items, error, more, loadMore } = list;
	const drop = (id: string) => list.change((now) => now.filter((one) => one.id !== id));
	return (
		<Page title={t("video.notifications")} onBack={() => void go(personPath(me))} backOnDesktop>
			{error && !items && <Trouble error={error} onRetry={() => void loadMore()} />}
			{!error && !items && <SkeletonRows rows={7} label={t("video.loading")} />}
			{items?.length === 0 && !more && <Empty icon={Bell}>{t("video.noNotifications")}</Empty>}
			{items && items.length > 0 && (
				<>
					<ul className={styles.list}>
						{items.map((one) => (
							<Told key={one.id} told={one} onDone={() => drop(one.id)} />
						))}
					</ul>
					<EndOfList list={list} looking={t("video.loading")} />
				</>
			)}
		</Page>
	);
}

function useNotifications() {
	const api = useVideoApi();
	const read = useRef(false);
	const list = usePaged(
		useCallback(
			async (from: string | null) => {
				const answer = await api.call("get", "notifications", { query: { limit: 30, from } });
				const items = answer.notifications.flatMap((one) => notificationOf(one) ?? []);
				learnMakers(
					items.flatMap(({ from }) => (from ? [{ author: from.userId, profile: from.profile }] : [])),
				);
				return { items, next: answer.next };
			},
			[api],
		),
		(one) => one.id,
	);
	const newest = list.items?.[0];
	useEffect(() => {
		if (!newest || read.current) return;
		read.current = true;
		// Without an answer they stay unread, and are read at the next visit.
		api.call("put", "notifications/read", { body: { up_to: newest.id } }).then(
			() => tellUnread(0),
			() => undefined,
		);
	}, [api, newest]);
	return list;
}

const signs: Record<NotificationKind, LucideIcon> = {
	like: Heart,
	comment: MessageCircle,
	reply: MessageCircle,
	mention: AtSign,
	comment_like: Heart,
	follow: UserPlus,
	follow_request: UserPlus,
	repost: Repeat2,
	video_ready: CheckCircle2,
	video_failed: TriangleAlert,
	moderation: ShieldAlert,
};

function Told({ told, onDone }: { told: VideoNotification; onDone: () => void }) {
	const t = useT();
	const language = useLanguage();
	const { kind, from, count, text, video, created, read } = told;
	const me = useClient().getSafeUserId();
	const { name } = useMaker(from?.userId ?? "", 48);
	const person =
		usePerson(from?.userId ?? "") ?? (from && { ...from, followsMe: from.followsMe || kind === "follow" });
	const Sign = signs[kind];
	const words = t(`video.told.${kind}` as MessageId, { name, others: count - 1 });
	const quote = quoteOf(kind, text, t);
	return (
		<li className={styles.row} data-unread={!read || undefined}>
			<Link to={addressOf(told, me)} className={styles.what}>
				<span className={styles.picture} data-kind={kind}>
					{from ? <MakerAvatar userId={from.userId} size={44} /> : <span className={styles.server} />}
					<span className={styles.sign} data-alone={!from || undefined}>
						<Sign size={from ? 13 : 22} strokeWidth={2} aria-hidden />
					</span>
				</span>
				<span className={styles.words}>
					<span className={styles.sentence} dir="auto">
						{words}
					</span>
					{quote && (
						<span className={styles.quote} dir="auto">
							{quote}
						</span>
					)}
					<span className={styles.when}>
						{created > 0 && ago(created, language)}
						{!read && <span className="visually-hidden">{t("video.isNew")}</span>}
					</span>
				</span>
				{video?.poster && (
					<img src={video.poster} alt="" className={styles.poster} loading="lazy" draggable={false} />
				)}
			</Link>
			{kind === "follow" && person && <FollowButton person={person} small />}
			{kind === "follow_request" && from && <Answer person={from} onAnswered={onDone} />}
		</li>
	);
}

/** The words of people as they are; codes in words of ours. */
function quoteOf(kind: NotificationKind, text: string | null, t: Translate): string | null {
	if (!text) return null;
	if (kind === "video_failed") return reasonWords(text, t);
	if (kind !== "moderation") return text;
	const rule = ruleLabel(text);
	return rule ? t(rule) : text;
}

/** What is among the comments. */
const said: ReadonlySet<NotificationKind> = new Set(["comment", "reply", "mention", "comment_like"]);

function addressOf({ kind, video, from, text }: VideoNotification, me: string): string {
	if (kind === "moderation" && video) return removedPath(video.id);
	// There it can be tried again.
	if (kind === "video_failed") return personPath(me);
	// A mention may be in the caption.
	if (video) return (said.has(kind) && text !== null ? commentsPath : videoPath)(video.id);
	return from ? personPath(from.userId) : "/video";
}
