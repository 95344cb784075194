// What the service worker does with a push message. It has no keys and no SDK: it says whose chat it is and opens it.
// Imports nothing: a service worker is one file.

/** What the server sends (crates/matrix/src/push/web/payload.rs). */
export interface PushPayload {
	room_id?: unknown;
	event_id?: unknown;
	/** Not a message but what somebody did, such as `video.like`. */
	notice?: unknown;
	room_name?: unknown;
	sender_display_name?: unknown;
	counts?: { unread?: unknown };
}

/** Reads a row of the table that the page keeps (matrix/pushTable.ts). */
export type ReadRow = (key: string) => Promise<Record<string, unknown> | undefined>;

/** What to show. */
export interface Announcement {
	title: string;
	options: NotificationOptions & { renotify?: boolean };
	/** For the app's icon. */
	unread: number | undefined;
}

const text = (value: unknown): string | undefined =>
	typeof value === "string" && value.trim() ? value.slice(0, 200) : undefined;

/** Where one reads what others did with one's videos. */
const noticesPath = "/video/notifications";

/** One notification per chat, and one for what is no message: a newer one takes the place of the older. */
export async function announce(payload: PushPayload, read: ReadRow, now: Date): Promise<Announcement> {
	const roomId = text(payload.room_id);
	const isNotice = text(payload.notice) !== undefined;
	const chat = roomId ? await read(roomId) : undefined;
	const words = await read("words");
	const unread = payload.counts?.unread;
	return {
		title: text(chat?.name) ?? text(payload.room_name) ?? text(payload.sender_display_name) ?? "Causeway",
		options: {
			body: isNotice
				? (text(words?.newNotice) ?? "New activity on your videos")
				: (text(words?.newMessage) ?? "New message"),
			tag: roomId ?? (isNotice ? "notices" : "causeway"),
			renotify: roomId !== undefined,
			icon: "/icon-192.png",
			badge: "/icon-192.png",
			silent: quiet(await read("quiet"), now),
			data: { path: isNotice ? noticesPath : roomId ? `/chat/${encodeURIComponent(roomId)}` : "/chat" },
		},
		unread: typeof unread === "number" ? unread : undefined,
	};
}

/** In quiet hours it is shown without a sound: a browser ends subscriptions that show nothing. */
function quiet(row: Record<string, unknown> | undefined, now: Date): boolean {
	const { on, from, to } = row ?? {};
	if (on !== true || typeof from !== "number" || typeof to !== "number") return false;
	const minute = now.getHours() * 60 + now.getMinutes();
	return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** The path that a notification leads to; only inside the app. */
export function pathOf(data: unknown): string {
	const path = (data as { path?: unknown } | null)?.path;
	return typeof path === "string" && (path.startsWith("/chat") || path === noticesPath) ? path : "/chat";
}

/** A row of one of the page's tables (lib/store.ts), without making the table when it is not there. */
export function readRow(key: string, table = "push"): Promise<Record<string, unknown> | undefined> {
	return new Promise((resolve) => {
		const opening = indexedDB.open(`causeway-${table}`);
		opening.onupgradeneeded = () => opening.transaction?.abort();
		opening.onerror = () => resolve(undefined);
		opening.onsuccess = () => {
			const database = opening.result;
			const reading = database.transaction("values").objectStore("values").get(key);
			reading.onsuccess = () => {
				database.close();
				resolve(reading.result);
			};
			reading.onerror = () => {
				database.close();
				resolve(undefined);
			};
		};
	});
}
