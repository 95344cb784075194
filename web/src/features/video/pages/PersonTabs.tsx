// Videos, reposts, and on my own page what I liked and saved.
import { Bookmark, Grid3x3, Heart, type LucideIcon, Repeat2 } from "lucide-react";
import { Link } from "react-router";
import { type MessageId, useT } from "@/lib/i18n";
import { useFeed } from "../feed/feeds";
import { personPath } from "../paths";
import { Collections } from "../saved/Collections";
import { Grid } from "./Grid";
import styles from "./PersonTabs.module.css";
import { type PersonTab, tabSource, tabsOf } from "./personTab";

const shown: Record<
	PersonTab,
	{ icon: LucideIcon; label: MessageId; empty: MessageId; emptyMine: MessageId }
> = {
	videos: {
		icon: Grid3x3,
		label: "video.tab.videos",
		empty: "video.noneOfTheirs",
		emptyMine: "video.noneOfMine",
	},
	reposts: {
		icon: Repeat2,
		label: "video.tab.reposts",
		empty: "video.noReposts",
		emptyMine: "video.noRepostsOfMine",
	},
	liked: { icon: Heart, label: "video.tab.liked", empty: "video.noLiked", emptyMine: "video.noLiked" },
	saved: { icon: Bookmark, label: "video.tab.saved", empty: "video.noSaved", emptyMine: "video.noSaved" },
};

interface PersonTabsProps {
	userId: string;
	mine: boolean;
	tab: PersonTab;
}

/** The tab stands in the address, so that one comes back to it. */
export function PersonTabs({ userId, mine, tab }: PersonTabsProps) {
	const t = useT();
	const address = personPath(userId);
	return (
		<>
			<nav className={styles.tabs} aria-label={t("video.tabs")}>
				{tabsOf(mine).map((one) => {
					const { icon: Icon, label } = shown[one];
					return (
						<Link
							key={one}
							to={one === "videos" ? address : `${address}?tab=${one}`}
							replace
							className={styles.tab}
							aria-current={one === tab ? "page" : undefined}
						>
							<Icon size={18} strokeWidth={1.75} aria-hidden />
							{t(label)}
						</Link>
					);
				})}
			</nav>
			{tab === "saved" && <Collections />}
			<TabGrid key={tab} userId={userId} mine={mine} tab={tab} />
		</>
	);
}

function TabGrid({ userId, mine, tab }: PersonTabsProps) {
	const feed = useFeed(tabSource(userId, tab));
	const { empty, emptyMine } = shown[tab];
	return (
		<Grid
			feed={feed}
			watch={`${personPath(userId)}/watch${tab === "videos" ? "" : `?tab=${tab}`}`}
			empty={mine ? emptyMine : empty}
			// Likes, saves and posts happen elsewhere: what is new stands first when one comes again.
			fresh={mine}
		/>
	);
}
