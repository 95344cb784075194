// The host's page: how the server is, who is on it, what they reported.
import {
	Activity,
	DoorOpen,
	Flag,
	Gauge,
	HardDrive,
	type LucideIcon,
	MessagesSquare,
	ShieldAlert,
	Sparkles,
	SquarePlay,
	Store,
	UsersRound,
} from "lucide-react";
import type { ComponentType } from "react";
import { Navigate, NavLink, Route, Routes, useNavigate } from "react-router";
import { type MessageId, useT } from "@/lib/i18n";
import { useRunsServer } from "@/matrix/me";
import { Empty } from "@/ui/Empty";
import { Page } from "@/ui/Page";
import { Acts } from "./Acts";
import styles from "./Admin.module.css";
import { DirectoryPage } from "./directory/DirectoryPage";
import { FeedPage } from "./feed/FeedPage";
import { OverviewPage } from "./OverviewPage";
import { People } from "./People";
import { Reports } from "./Reports";
import { Rooms } from "./Rooms";
import { StoragePage } from "./StoragePage";
import { Tokens } from "./Tokens";
import { VideosPage } from "./videos/VideosPage";

const pages: readonly { path: string; label: MessageId; icon: LucideIcon; Body: ComponentType }[] = [
	{ path: "", label: "admin.overview", icon: Gauge, Body: OverviewPage },
	{ path: "people", label: "admin.people", icon: UsersRound, Body: People },
	{ path: "rooms", label: "admin.rooms", icon: MessagesSquare, Body: Rooms },
	{ path: "tokens", label: "admin.tokens", icon: DoorOpen, Body: Tokens },
	{ path: "reports", label: "admin.reports", icon: Flag, Body: Reports },
	{ path: "videos", label: "admin.videos", icon: SquarePlay, Body: VideosPage },
	{ path: "feed", label: "admin.feed", icon: Sparkles, Body: FeedPage },
	{ path: "directory", label: "admin.directory", icon: Store, Body: DirectoryPage },
	{ path: "storage", label: "admin.storage", icon: HardDrive, Body: StoragePage },
	{ path: "acts", label: "admin.acts", icon: Activity, Body: Acts },
];

/** The row of tabs is wider than a phone: the one that is open is moved into sight. */
function seen(tab: HTMLElement | null): void {
	if (tab?.getAttribute("aria-current")) tab.scrollIntoView({ block: "nearest", inline: "center" });
}

/** The place `/admin`. */
export function Admin() {
	const t = useT();
	const go = useNavigate();
	const runs = useRunsServer();
	return (
		<Page
			title={t("admin.title")}
			onBack={() => void go("/me")}
			backOnDesktop
			bare
			above={
				<nav className={styles.tabs} aria-label={t("admin.title")}>
					{pages.map(({ path, label, icon: Icon }) => (
						<NavLink
							key={path}
							to={path ? `/admin/${path}` : "/admin"}
							end
							replace
							className={styles.tab}
							ref={seen}
						>
							<Icon size={17} strokeWidth={1.75} aria-hidden />
							{t(label)}
						</NavLink>
					))}
				</nav>
			}
		>
			<div className={styles.body}>
				{runs ? (
					<Routes>
						{pages.map(({ path, Body }) => (
							<Route key={path} path={path} element={<Body />} />
						))}
						<Route path="*" element={<Navigate to="/admin" replace />} />
					</Routes>
				) : (
					<Empty icon={ShieldAlert}>{t("admin.notYours")}</Empty>
				)}
			</div>
		</Page>
	);
}
