// Everything that can be done from anywhere, as data: the keys, the switcher and the table of shortcuts read it.
import {
	ArrowDown,
	ArrowUp,
	CheckCheck,
	Compass,
	Keyboard,
	type LucideIcon,
	MailOpen,
	MessageCircle,
	MessageSquarePlus,
	Moon,
	Play,
	Search,
	Server,
	Settings,
	Settings2,
	UsersRound,
	X,
	Zap,
} from "lucide-react";
import { type MatrixClient, ReceiptType } from "matrix-js-sdk";
import type { MessageId } from "@/lib/i18n";
import { choose } from "@/lib/settings";
import { roomListOf } from "@/matrix/rooms";
import { outOf } from "./path";

/** What an action works with. */
export interface Around {
	client: MatrixClient;
	go: (to: string) => void;
	/** The address that is open. */
	pathname: string;
	/** The open chat. */
	roomId: string | null;
	open: (what: "switcher" | "shortcuts") => void;
}

/** One thing to do. */
export interface Action {
	id: string;
	label: MessageId;
	icon: LucideIcon;
	/** "Mod" is Ctrl, and Command on a Mac. */
	keys?: string;
	/** Only for people who run the server. */
	host?: boolean;
	perform: (around: Around) => void;
}

const place = (id: string, label: MessageId, icon: LucideIcon, to: string, keys?: string): Action => ({
	id,
	label,
	icon,
	perform: ({ go }) => go(to),
	...(keys ? { keys } : {}),
});

/** In the order of the table. */
export const actions: readonly Action[] = [
	{
		id: "switcher",
		label: "app.action.switcher",
		icon: Zap,
		keys: "Mod+K",
		perform: ({ open }) => open("switcher"),
	},
	place("search", "app.action.search", Search, "/search", "Mod+Shift+F"),
	place("new", "app.action.new", MessageSquarePlus, "/contacts/new", "Alt+N"),
	{
		id: "previous",
		label: "app.action.previous",
		icon: ArrowUp,
		keys: "Alt+ArrowUp",
		perform: (around) => step(around, -1),
	},
	{
		id: "next",
		label: "app.action.next",
		icon: ArrowDown,
		keys: "Alt+ArrowDown",
		perform: (around) => step(around, 1),
	},
	{
		id: "close",
		label: "app.action.close",
		icon: X,
		keys: "Escape",
		perform: ({ go, pathname }) => {
			const out = outOf(pathname);
			if (out) go(out);
		},
	},
	{
		id: "unread",
		label: "app.action.unread",
		icon: MailOpen,
		keys: "Alt+Shift+ArrowDown",
		perform: openUnread,
	},
	{ id: "read", label: "app.action.read", icon: CheckCheck, keys: "Alt+R", perform: markRead },
	place("chats", "app.action.chats", MessageCircle, "/chat", "Alt+1"),
	place("contacts", "app.action.contacts", UsersRound, "/contacts", "Alt+2"),
	place("discover", "app.action.discover", Compass, "/discover", "Alt+3"),
	place("video", "app.action.video", Play, "/video", "Alt+4"),
	place("settings", "app.action.settings", Settings, "/me", "Mod+,"),
	place("searchSettings", "search.settings.title", Settings2, "/search/settings"),
	{ ...place("admin", "admin.title", Server, "/admin"), host: true },
	{ id: "theme", label: "app.action.theme", icon: Moon, perform: turnTheme },
	{
		id: "shortcuts",
		label: "app.action.shortcuts",
		icon: Keyboard,
		keys: "?",
		perform: ({ open }) => open("shortcuts"),
	},
];

function step({ client, go, roomId }: Around, by: 1 | -1): void {
	const { joined } = roomListOf(client).read();
	const at = joined.findIndex((one) => one.roomId === roomId);
	const next = joined[at < 0 ? 0 : at + by];
	if (next) go(`/chat/${encodeURIComponent(next.roomId)}`);
}

function openUnread({ client, go, roomId }: Around): void {
	const { joined } = roomListOf(client).read();
	const unread = joined.filter((one) => one.roomId !== roomId && (one.unread > 0 || one.markedUnread));
	const next = unread.find((one) => one.highlights > 0) ?? unread.find((one) => !one.muted) ?? unread[0];
	if (next) go(`/chat/${encodeURIComponent(next.roomId)}`);
}

function markRead({ client, roomId }: Around): void {
	const newest = roomId && client.getRoom(roomId)?.getLiveTimeline().getEvents().at(-1);
	if (newest) void client.sendReadReceipt(newest, ReceiptType.Read).catch(() => undefined);
}

function turnTheme(): void {
	choose({ theme: document.documentElement.dataset.theme === "dark" ? "light" : "dark" });
}

const mac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** As a person reads it: "Ctrl K", "Alt ↑". */
export function keysLabel(keys: string): string {
	const names: Record<string, string> = {
		Mod: mac ? "⌘" : "Ctrl",
		Alt: mac ? "⌥" : "Alt",
		Shift: mac ? "⇧" : "Shift",
		ArrowUp: "↑",
		ArrowDown: "↓",
		Escape: "Esc",
	};
	return keys
		.split("+")
		.map((key) => names[key] ?? key)
		.join(" ");
}

/** What of a key press matters here. */
export interface Press {
	key: string;
	code: string;
	ctrlKey: boolean;
	metaKey: boolean;
	altKey: boolean;
	shiftKey: boolean;
}

/** The action of a key press, if it has one. `typing`: keys alone are letters then. */
export function actionOf(press: Press, typing: boolean, onMac = mac): Action | undefined {
	return actions.find(({ keys }) => keys && pressed(keys, press, typing, onMac));
}

function pressed(keys: string, press: Press, typing: boolean, onMac: boolean): boolean {
	const parts = keys.split("+");
	const key = parts.at(-1) ?? "";
	const mod = onMac ? press.metaKey : press.ctrlKey;
	const other = onMac ? press.ctrlKey : press.metaKey;
	if (other || mod !== parts.includes("Mod") || press.altKey !== parts.includes("Alt")) return false;
	// "?" is Shift and another key on most keyboards.
	if (key === "?") return !typing && press.key === "?";
	if (press.shiftKey !== parts.includes("Shift")) return false;
	// Alt changes what a key writes on a Mac: the place of the key decides for letters and digits.
	const place = /^[A-Z]$/.test(key) ? `Key${key}` : /^\d$/.test(key) ? `Digit${key}` : null;
	return press.key.toLowerCase() === key.toLowerCase() || (press.altKey && press.code === place);
}
