// Notifications with the words of the app: wired here, as the words come from several features.
import type { MatrixClient } from "matrix-js-sdk";
import type { IntlShape } from "react-intl";
import { excerptOf } from "@/features/chat/list/excerpt";
import { chime } from "@/lib/chime";
import type { Translate } from "@/lib/i18n";
import { language } from "@/lib/settings";
import { beforeSignOut } from "@/matrix/account";
import { callFor } from "@/matrix/miniApps/events";
import { watchNotifications } from "@/matrix/notify";
import { nameOf, roomNameOf } from "@/matrix/people";
import { disablePush, renewPush } from "@/matrix/push";
import { keepPushTable } from "@/matrix/pushTable";
import { directRooms } from "@/matrix/rooms";
import { loadWords } from "./messages";
import { router } from "./routes";

/** Begins when the client has started. */
export async function beginNotifying(client: MatrixClient): Promise<void> {
	let intl: IntlShape = await loadWords(language());
	const t: Translate = (id, values) => {
		// The person may have changed the language: the next words are in the new one.
		if (intl.locale !== language())
			void loadWords(language()).then((loaded) => {
				intl = loaded;
			});
		return intl.formatMessage({ id }, values);
	};
	const newMessage = () => t("settings.notify.newMessage");
	watchNotifications(
		client,
		{
			title: (room) => roomNameOf(client, room, directRooms(client).get(room.roomId) ?? null),
			body: (event, room) => {
				// A mini-app that calls somebody has words of its own.
				const words = callFor(event.getContent(), client.getSafeUserId()) ?? excerptOf(event, t);
				if (directRooms(client).has(room.roomId)) return words;
				return t("chat.excerpt.by", { name: nameOf(client, event.getSender() ?? "", room), words });
			},
			newMessage,
		},
		chime,
	);
	keepPushTable(client, () => ({ newMessage: newMessage(), newNotice: t("settings.notify.newNotice") }));
	beforeSignOut(disablePush);
	navigator.serviceWorker?.addEventListener("message", ({ data }: MessageEvent<{ open?: unknown }>) => {
		// Our own service worker has looked at it (swPush.ts). Nothing is shared with it: it may not import.
		if (typeof data?.open === "string" && data.open.startsWith("/")) void router.navigate(data.open);
	});
	await renewPush(client).catch(() => undefined);
}
