// Push messages for this device: a subscription with the browser's push service, told to the server as a pusher
// (spec: push notifications; our gateway is inside the server).
import type { MatrixClient } from "matrix-js-sdk";
import { language } from "@/lib/settings";
import { request } from "./http";
import { deviceName } from "./session";

const appId = "org.causeway.web";

/** "unsupported": this browser cannot; "denied": the person or the browser said no; else whether it is on. */
export type PushState = "unsupported" | "denied" | "off" | "on";

/** Whether notifications can be shown at all. */
const supported = (): boolean =>
	"Notification" in window && "serviceWorker" in navigator && "PushManager" in window;

async function subscription(): Promise<PushSubscription | null> {
	const registration = await navigator.serviceWorker.getRegistration();
	return (await registration?.pushManager.getSubscription()) ?? null;
}

/** How it stands. */
export async function pushState(): Promise<PushState> {
	if (!supported()) return "unsupported";
	if (Notification.permission === "denied") return "denied";
	return Notification.permission === "granted" && (await subscription()) ? "on" : "off";
}

/** Asks for permission, subscribes, and tells the server. To be called from a press. */
export async function enablePush(client: MatrixClient): Promise<PushState> {
	if (!supported()) return "unsupported";
	if ((await Notification.requestPermission()) !== "granted") return pushState();
	const registration = await navigator.serviceWorker.ready;
	const { key } = await request<{ key: string }>("GET", "/_causeway/v1/push/key", {
		accessToken: client.getAccessToken() ?? "",
	});
	const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
	await setPusher(client, made);
	return "on";
}

/** Tells the server again at each start: the browser may have changed the subscription meanwhile. */
export async function renewPush(client: MatrixClient): Promise<void> {
	if ((await pushState()) !== "on") return;
	const now = await subscription();
	if (now) await setPusher(client, now);
}

/** Ends the subscription here and at the server. */
export async function disablePush(client: MatrixClient): Promise<void> {
	const now = supported() ? await subscription() : null;
	if (!now) return;
	const { pushkey } = pusherData(now);
	await client.removePusher(pushkey, appId).catch(() => undefined);
	await now.unsubscribe();
}

async function setPusher(client: MatrixClient, made: PushSubscription): Promise<void> {
	const { pushkey, auth } = pusherData(made);
	await client.setPusher({
		app_id: appId,
		app_display_name: "Causeway",
		device_display_name: deviceName(),
		kind: "http",
		lang: language(),
		pushkey,
		append: false,
		data: {
			url: `${location.origin}/_matrix/push/v1/notify`,
			endpoint: made.endpoint,
			auth,
			// Names and words stay away from push services; the worker knows the names (matrix/pushTable.ts).
			format: "event_id_only",
		},
	} as never);
}

/** The browser's keys, as the pusher names them. */
function pusherData(made: PushSubscription): { pushkey: string; auth: string } {
	const { keys = {} } = made.toJSON();
	return { pushkey: keys.p256dh ?? "", auth: keys.auth ?? "" };
}
