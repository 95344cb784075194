// New messages while the app is open: a sound, a notification while nobody looks, the number on the icon.
import { type MatrixClient, type MatrixEvent, MatrixEventEvent, type Room, RoomEvent } from "matrix-js-sdk";
import { rightNow } from "@/lib/clock";
import { isQuiet } from "@/lib/quietHours";
import { settings } from "@/lib/settings";
import { appOf } from "./miniApps/events";
import { roomListOf } from "./rooms";

/** How a message is announced: the app has the words. */
export interface NotifyWords {
	title: (room: Room) => string;
	body: (event: MatrixEvent, room: Room) => string;
	/** Instead of the body, where the person wants no words on the screen. */
	newMessage: () => string;
}

/** Older events come from being away, and were announced by push. */
const newestMs = 60_000;
/** Between two sounds. */
const soundPauseMs = 2_000;

/** Watches until the page is closed. */
export function watchNotifications(client: MatrixClient, words: NotifyWords, sound: () => void): void {
	let heard = 0;
	const announce = (event: MatrixEvent, room: Room) => {
		if (!isNews(client, event)) return;
		const looking = document.visibilityState === "visible" && document.hasFocus();
		if (looking && isInView(event, room)) return;
		const choices = settings();
		const quiet = choices.quiet && isQuiet(choices.quietFrom, choices.quietTo, new Date());
		if (choices.sounds && !quiet && Date.now() - heard > soundPauseMs) {
			heard = Date.now();
			sound();
		}
		if (!looking) void show(event, room, words, quiet);
	};
	client.on(RoomEvent.Timeline, (event, room, toStart, removed, data) => {
		if (!room || toStart || removed || !data.liveEvent) return;
		if (!event.isEncrypted()) announce(event, room);
		// What it is about, and whether it mentions me, is known when it is decrypted.
		else if (event.isBeingDecrypted() || event.shouldAttemptDecryption())
			event.once(MatrixEventEvent.Decrypted, () => announce(event, room));
		else announce(event, room);
	});
	const list = roomListOf(client);
	const count = () => showCount(list.read().unreadChats);
	count();
	list.subscribe(count);
}

/** In the chat that is open, or in the mini-app. */
function isInView(event: MatrixEvent, room: Room): boolean {
	const app = appOf(event.getWireContent());
	return [room.roomId, app].some((id) => id && location.pathname.includes(encodeURIComponent(id)));
}

function isNews(client: MatrixClient, event: MatrixEvent): boolean {
	if (event.getSender() === client.getSafeUserId()) return false;
	if (rightNow() - event.getTs() > newestMs || event.isRedacted()) return false;
	return client.getPushActionsForEvent(event)?.notify ?? false;
}

/** One per chat, the same as the service worker's: whichever comes second takes the place. */
async function show(event: MatrixEvent, room: Room, words: NotifyWords, silent: boolean): Promise<void> {
	if (!("Notification" in window) || Notification.permission !== "granted") return;
	const registration = await navigator.serviceWorker?.getRegistration();
	const options: NotificationOptions = {
		body: settings().notifyWords ? words.body(event, room) : words.newMessage(),
		tag: room.roomId,
		icon: "/icon-192.png",
		// The sound is ours.
		silent: silent || settings().sounds,
		data: { path: `/chat/${encodeURIComponent(room.roomId)}` },
	};
	await registration?.showNotification(words.title(room), options).catch(() => undefined);
}

/** The number on the icon of the installed app; the title of the page is the frame's, with the same number. */
function showCount(unread: number): void {
	const badge = navigator as Navigator & { setAppBadge?: (count: number) => Promise<void> };
	void badge.setAppBadge?.(unread).catch(() => undefined);
}
