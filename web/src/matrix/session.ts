// Who is signed in on this device. Kept in IndexedDB, so that the workers can read it too.
import { forgetEverything, forgetSdk, keyValue } from "@/lib/store";
import { forgetGlance } from "./glance";
import { request } from "./http";

/** One device of one person. */
export interface Session {
	userId: string;
	deviceId: string;
	accessToken: string;
}

const store = keyValue<Session>("session");

/** The session of this device, if somebody is signed in. */
export const savedSession = (): Promise<Session | undefined> => store.get("current");

/** Remembers the session. */
const saveSession = (session: Session): Promise<void> => store.set("current", session);

/** A session that ended without the person wanting it; what was not sent is still on this device. */
export interface Left extends Session {
	/** The server asks for the password again, and the device stays the same (spec: soft logout). */
	soft: boolean;
	/** "revoked": the server ended it; "damaged": what the device keeps could not be opened any more. */
	why: "revoked" | "damaged";
}

const left = keyValue<Left>("left");

/** The session that ended here, if nobody has signed in since. */
export const leftSession = (): Promise<Left | undefined> => left.get("current");

/** Ends the session on this device and keeps what was not sent, for signing in again. */
export async function leaveSession(session: Session, how: Pick<Left, "soft" | "why">): Promise<void> {
	await left.set("current", { ...session, ...how });
	await store.delete("current");
	await forgetGlance();
}

/**
 * Makes room for a session that begins: what belongs to somebody else or to another device goes. To be called
 * before any of it was opened.
 */
export async function beginSession(session: Session): Promise<void> {
	const before = await leftSession();
	if (before && before.userId !== session.userId) await forgetEverything();
	else if (before && before.deviceId !== session.deviceId) await forgetSdk();
	if (before) await left.delete("current");
	await saveSession(session);
}

interface LoginAnswer {
	user_id: string;
	device_id: string;
	access_token: string;
}

function sessionOf(answer: LoginAnswer): Session {
	return { userId: answer.user_id, deviceId: answer.device_id, accessToken: answer.access_token };
}

/** What this browser is called in the list of devices, e.g. "Causeway on Chrome, Android". */
export function deviceName(agent: string = navigator.userAgent): string {
	const browser =
		["Firefox", "Edg", "OPR", "Chrome", "Safari"].find((name) => agent.includes(`${name}/`)) ?? "browser";
	const system = ["Android", "iPhone", "iPad", "Windows", "Mac OS", "CrOS", "Linux"].find((name) =>
		agent.includes(name),
	);
	const spoken = { Edg: "Edge", OPR: "Opera" }[browser] ?? browser;
	return `Causeway (${spoken}${system ? `, ${system}` : ""})`;
}

/** `POST /login` with a password; as a certain device again after a soft logout. */
export async function logIn(user: string, password: string, deviceId?: string): Promise<Session> {
	return sessionOf(
		await request<LoginAnswer>("POST", "/_matrix/client/v3/login", {
			body: {
				type: "m.login.password",
				identifier: { type: "m.id.user", user },
				password,
				device_id: deviceId,
				initial_device_display_name: deviceName(),
			},
		}),
	);
}
