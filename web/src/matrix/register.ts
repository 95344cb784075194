// A new account (spec: account registration), by user-interactive authentication: open, or with a token.
import { RequestError, request } from "./http";
import { deviceName, type Session } from "./session";

/** Of a short video. */
export interface VideoLimits {
	bytes_max: number;
	seconds_max: number;
	/** Whether the server cuts a video and takes a cover from it, as its author has chosen. */
	trim: boolean;
}

/** What the host wants of newcomers, by `GET /_causeway/v1/host`. */
export interface Host {
	server_name: string;
	version: string;
	registration: "open" | "token" | "invite" | "closed";
	name: string | null;
	link_previews: boolean;
	/** Within how many seconds a person may recall a message; `null`: always. */
	recall_seconds: number | null;
	password_min: number;
	support: string | null;
	/** What is taken of short videos; absent: the server does not say. */
	video?: VideoLimits;
}

let host: Promise<Host> | undefined;

/** What the host says of itself; asked once per page. */
export function hostInfo(): Promise<Host> {
	host ??= request<Host>("GET", "/_causeway/v1/host").catch((error: unknown) => {
		host = undefined;
		throw error;
	});
	return host;
}

interface Registered {
	user_id: string;
	device_id: string;
	access_token: string;
}

/** Makes an account and signs in. Throws a `RequestError`: M_USER_IN_USE, M_INVALID_USERNAME, M_WEAK_PASSWORD, … */
export async function register(username: string, password: string, token: string | null): Promise<Session> {
	const body = { username, password, initial_device_display_name: deviceName() };
	const send = (auth?: Record<string, unknown>) =>
		request<Registered>("POST", "/_matrix/client/v3/register", { body: { ...body, auth } });
	let answer: Registered;
	try {
		answer = await send();
	} catch (error) {
		if (!(error instanceof RequestError) || error.status !== 401) throw error;
		const session = error.body.session as string;
		answer = await finish(session, token, send);
	}
	return { userId: answer.user_id, deviceId: answer.device_id, accessToken: answer.access_token };
}

/** Goes through the stages: the token if there is one, then the formality (m.login.dummy) if it is asked for. */
async function finish(
	session: string,
	token: string | null,
	send: (auth: Record<string, unknown>) => Promise<Registered>,
): Promise<Registered> {
	if (!token) return send({ type: "m.login.dummy", session });
	try {
		return await send({ type: "m.login.registration_token", token, session });
	} catch (error) {
		const completed =
			error instanceof RequestError && error.status === 401 ? error.body.completed : undefined;
		if (!Array.isArray(completed) || completed.length === 0) throw error;
		return send({ type: "m.login.dummy", session });
	}
}

/** Whether a name is free; `false` also for a name that may not be had. Throws when the server cannot say. */
export async function isFree(username: string, signal: AbortSignal): Promise<boolean> {
	try {
		await request("GET", `/_matrix/client/v3/register/available?username=${encodeURIComponent(username)}`, {
			signal,
		});
		return true;
	} catch (error) {
		if (error instanceof RequestError && error.status === 400) return false;
		throw error;
	}
}
