// The five places of the navigation.
import { CircleUser, Compass, type LucideIcon, MessageCircle, Play, UsersRound } from "lucide-react";
import type { MessageId } from "@/lib/i18n";

/** In the order in which they are shown. */
export const places: readonly { to: string; icon: LucideIcon; label: MessageId }[] = [
	{ to: "/chat", icon: MessageCircle, label: "app.chats" },
	{ to: "/contacts", icon: UsersRound, label: "app.contacts" },
	{ to: "/discover", icon: Compass, label: "app.discover" },
	{ to: "/video", icon: Play, label: "app.video" },
	{ to: "/me", icon: CircleUser, label: "app.me" },
];
