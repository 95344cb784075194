// All pages of settings, of whichever feature; each is loaded when somebody opens it.
import {
	Bell,
	BellDot,
	Clapperboard,
	Info,
	KeyRound,
	MessageCircle,
	MonitorSmartphone,
	Palette,
	Search,
	Shield,
	User,
	UserCog,
} from "lucide-react";
import { lazy } from "react";
import type { SettingsPage } from "@/features/settings/page";
import { UnreadBadge } from "@/features/video/notifications/UnreadBadge";
import { notificationsPath } from "@/features/video/paths";

/** In the order of the list. */
export const settingsPages: readonly SettingsPage[] = [
	{
		id: "profile",
		icon: User,
		label: "settings.profile",
		group: "account",
		Component: lazy(async () => ({ default: (await import("@/features/settings/pages/Profile")).Profile })),
	},
	{
		id: "devices",
		icon: MonitorSmartphone,
		label: "trust.devices",
		group: "account",
		Component: lazy(async () => ({ default: (await import("@/features/trust/pages/Devices")).Devices })),
	},
	{
		id: "encryption",
		icon: KeyRound,
		label: "trust.encryption",
		group: "account",
		Component: lazy(async () => ({
			default: (await import("@/features/trust/pages/Encryption")).Encryption,
		})),
	},
	{
		id: "notifications",
		icon: Bell,
		label: "settings.notify",
		group: "app",
		Component: lazy(async () => ({
			default: (await import("@/features/settings/pages/Notifications")).Notifications,
		})),
	},
	{
		id: "appearance",
		icon: Palette,
		label: "settings.appearance",
		group: "app",
		Component: lazy(async () => ({
			default: (await import("@/features/settings/pages/Appearance")).Appearance,
		})),
	},
	{
		id: "chats",
		icon: MessageCircle,
		label: "settings.chats",
		group: "app",
		Component: lazy(async () => ({ default: (await import("@/features/settings/pages/Chats")).Chats })),
	},
	{
		id: "privacy",
		icon: Shield,
		label: "settings.privacy",
		group: "app",
		Component: lazy(async () => ({ default: (await import("@/features/settings/pages/Privacy")).Privacy })),
	},
	{
		id: "video",
		icon: Clapperboard,
		label: "video.settings",
		group: "app",
		Component: lazy(async () => ({
			default: (await import("@/features/video/settings/VideoSettings")).VideoSettings,
		})),
	},
	{
		id: "video-notifications",
		icon: BellDot,
		label: "video.notificationsOf",
		group: "app",
		to: notificationsPath,
		Value: UnreadBadge,
	},
	{ id: "search", icon: Search, label: "settings.search", group: "app", to: "/search/settings" },
	{
		id: "account",
		icon: UserCog,
		label: "settings.account",
		group: "end",
		Component: lazy(async () => ({ default: (await import("@/features/settings/pages/Account")).Account })),
	},
	{
		id: "about",
		icon: Info,
		label: "settings.about",
		group: "end",
		Component: lazy(async () => ({ default: (await import("@/features/settings/pages/About")).About })),
	},
];
