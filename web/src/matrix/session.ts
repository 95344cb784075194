// Who is signed in on this device. Kept in IndexedDB, so that the workers can read it too.
import { keyValue } from "@/lib/store";
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
export const saveSession = (session: Session): Promise<void> => store.set("current", session);

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

/** `POST /login` with a password. */
export async function logIn(user: string, password: string): Promise<Session> {
	return sessionOf(
		await request<LoginAnswer>("POST", "/_matrix/client/v3/login", {
			body: {
				type: "m.login.password",
				identifier: { type: "m.id.user", user },
				password,
				initial_device_display_name: deviceName(),
			},
		}),
	);
}

/** `POST /login` with a token that another device or page handed over. */
export async function logInByToken(token: string): Promise<Session> {
	return sessionOf(
		await request<LoginAnswer>("POST", "/_matrix/client/v3/login", {
			body: { type: "m.login.token", token, initial_device_display_name: deviceName() },
		}),
	);
}
