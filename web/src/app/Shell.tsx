// The frame: five places, at the bottom of a phone and in a rail on a desktop.
import { Suspense } from "react";
import { NavLink, Outlet, useLocation } from "react-router";

import { InvitedBy } from "@/features/contacts/InvitedBy";
import { NotifyBanner } from "@/features/settings/NotifyBanner";
import { OwnBanners } from "@/features/trust/banners/OwnBanners";
import { useUnread, useUnreadAsked } from "@/features/video/notifications/unread";
import { type MessageId, useT } from "@/lib/i18n";
import { useRoomList } from "@/matrix/rooms";
import { Badge } from "@/ui/Badge";
import { ConnectionLine } from "./ConnectionLine";
import { Keys } from "./Keys";
import { isPlayer } from "./path";
import { places } from "./placesList";
import styles from "./Shell.module.css";
import { UpdateToast } from "./UpdateToast";
import { useScreenFocus, useTitle } from "./useScreen";

/** How the places that count something unread are called while they do. */
const unreadLabels: Record<string, MessageId> = {
	"/chat": "app.chatsUnread",
	"/video": "app.videoUnread",
};

/** The navigation and the place that is open. */
export function Shell() {
	const t = useT();
	const { pathname } = useLocation();
	const { unreadChats } = useRoomList();
	useUnreadAsked();
	const unread = { "/chat": unreadChats, "/video": useUnread() } as Record<string, number>;
	// A screen that was opened from a place has the phone's whole height.
	const deep = pathname.split("/").filter(Boolean).length > 1 || !places.some(({ to }) => pathname === to);
	useTitle();
	useScreenFocus();
	return (
		<div
			className={styles.shell}
			data-deep={deep || undefined}
			data-theme={isPlayer(pathname) ? "dark" : undefined}
		>
			<a href="#main" className={styles.skip}>
				{t("app.skip")}
			</a>
			<nav className={styles.rail} aria-label={t("app.places")}>
				{places.map(({ to, icon: Icon, label }) => (
					<NavLink
						key={to}
						to={to}
						className={styles.tab}
						aria-label={unread[to] ? t(unreadLabels[to] ?? label, { count: unread[to] }) : undefined}
					>
						<Icon size={22} strokeWidth={1.75} aria-hidden />
						{unread[to] !== undefined && (
							<span className={styles.badge}>
								<Badge count={unread[to]} />
							</span>
						)}
						<span>{t(label)}</span>
					</NavLink>
				))}
			</nav>
			<div className={styles.line}>
				<ConnectionLine />
			</div>
			<UpdateToast />
			<Keys />
			<main id="main" tabIndex={-1} className={styles.place}>
				<OwnBanners />
				{pathname === "/chat" && <NotifyBanner />}
				<div className={styles.screen}>
					<Suspense>
						<Outlet />
					</Suspense>
				</div>
			</main>
			<InvitedBy />
		</div>
	);
}
