// The place Video: For You, Following and Friends, with the ways to search, to one's own page and to making one.
import { Bell, CircleUser, Plus, Search } from "lucide-react";
import { Link, useSearchParams } from "react-router";
import { type MessageId, useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import type { Source } from "../api";
import { UploadsPill } from "../create/UploadsPill";
import { feedOf, useFeed } from "../feed/feeds";
import { ForYou } from "../foryou/ForYou";
import { useUnread } from "../notifications/unread";
import { createPath, notificationsPath, personPath } from "../paths";
import { Player } from "../player/Player";
import styles from "./VideoHome.module.css";

interface Tab {
	id: string;
	label: MessageId;
	source: Source;
	/** What is said where it is empty. */
	empty: MessageId;
}

const forYou: Tab = { id: "", label: "video.forYou", source: { kind: "forYou" }, empty: "video.empty" };
const tabs: readonly Tab[] = [
	{ id: "friends", label: "video.friends", source: { kind: "friends" }, empty: "video.emptyFriends" },
	{ id: "following", label: "video.following", source: { kind: "following" }, empty: "video.emptyFollowing" },
	forYou,
];

/** Full screen, always dark. */
export function VideoHome() {
	const t = useT();
	const client = useClient();
	const me = client.getSafeUserId();
	const [query] = useSearchParams();
	const unread = useUnread();
	const tab = tabs.find(({ id }) => id === query.get("tab")) ?? forYou;
	return (
		<div className={styles.home} data-theme="dark">
			<h1 className="visually-hidden">{t("video.title")}</h1>
			<header className={styles.top}>
				<span className={styles.side}>
					<Link to={createPath()} className={styles.sign} aria-label={t("video.create")}>
						<Plus size={24} strokeWidth={1.75} aria-hidden />
					</Link>
					<Notifications />
				</span>
				<nav className={styles.tabs} aria-label={t("video.feeds")}>
					{tabs.map(({ id, label, source }) => (
						<Link
							key={id}
							to={id ? `/video?tab=${id}` : "/video"}
							replace
							className={styles.tab}
							aria-current={id === tab.id ? "page" : undefined}
							// Pressed where one is already: what is new.
							onClick={() => id === tab.id && void feedOf(client, source).refresh()}
						>
							{t(label)}
						</Link>
					))}
				</nav>
				<span className={styles.side}>
					<Link to="/video/search" className={styles.sign} aria-label={t("video.search")}>
						<Search size={22} strokeWidth={1.75} aria-hidden />
					</Link>
					<Link
						to={personPath(me)}
						className={styles.sign}
						data-mine
						data-unread={unread > 0 || undefined}
						aria-label={unread > 0 ? t("video.mineNew", { count: unread }) : t("video.mine")}
					>
						<CircleUser size={22} strokeWidth={1.75} aria-hidden />
					</Link>
				</span>
			</header>
			<UploadsPill />
			{tab === forYou ? <ForYou /> : <Feed key={tab.id} tab={tab} />}
		</div>
	);
}

/** Where there is room for it; on a phone it is on my own page. */
function Notifications() {
	const t = useT();
	const unread = useUnread();
	return (
		<Link
			to={notificationsPath}
			className={styles.sign}
			data-bell
			data-unread={unread > 0 || undefined}
			aria-label={unread > 0 ? t("video.notificationsNew", { count: unread }) : t("video.notifications")}
		>
			<Bell size={21} strokeWidth={1.75} aria-hidden />
		</Link>
	);
}

function Feed({ tab }: { tab: Tab }) {
	return <Player feed={useFeed(tab.source)} empty={tab.empty} />;
}
