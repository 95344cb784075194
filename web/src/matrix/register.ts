// A new account (spec: account registration), by user-interactive authentication: open, or with a token.
import { call, type Told } from "./causeway";
import { RequestError, request } from "./http";
import { deviceName, type Session } from "./session";

/** What is taken of short videos; `trim`: whether the server cuts them, and takes a cover, as the author has chosen. */
export type VideoLimits = Told<"HostVideo">;

/** What the host wants of newcomers, by `GET /_causeway/v1/host`. */
export type Host = Told<"Host">;

let host: Promise<Host> | undefined;

/** What the host says of itself; asked once per page. */
export function hostInfo(): Promise<Host> {
	host ??= call(null, "get", "host").catch((error: unknown) => {
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
