// The host's side of the server: `/_causeway/v1/admin/*`, for people who run it.
import { useCallback, useEffect, useRef, useState } from "react";
import { request } from "@/matrix/http";
import { useClient } from "@/matrix/react";

/** One thing that was looked at (`Finding` in the OpenAPI document). */
export interface Finding {
	name: string;
	ok: boolean;
	detail: string;
	numbers: Record<string, number>;
}

/** How the server is. */
export interface Overview {
	version: string;
	uptime_seconds: number;
	server_name: string;
	public_url: string;
	database: string;
	people: number;
	active_today: number;
	rooms: number;
	events: number;
	media_bytes: number;
	media_files: number;
	database_bytes: number | null;
	disk_free_bytes: number | null;
	open_reports: number;
	/** What was looked at; `detail` is in English. */
	health: Finding[];
}

/** An account. */
export interface Person {
	user_id: string;
	displayname: string | null;
	avatar_url: string | null;
	admin: boolean;
	deactivated: boolean;
	created_ts: number;
	last_seen_ts: number | null;
	devices: number;
	media_bytes: number;
}

/** A room, without what is said in it. */
export interface HostRoom {
	room_id: string;
	name: string | null;
	alias: string | null;
	members: number;
	encrypted: boolean;
	public: boolean;
	version: string;
	blocked: boolean;
	events: number | null;
	last_ts: number | null;
}

/** A registration token. */
export interface Token {
	token: string;
	uses_allowed: number | null;
	uses: number;
	created_ts: number;
	expires_ts: number | null;
	creator: string | null;
}

/** What somebody reported. */
export interface Report {
	id: number;
	kind: string;
	reporter: string;
	room_id: string | null;
	event_id: string | null;
	user_id: string | null;
	reason: string;
	score: number | null;
	created_ts: number;
	resolved_ts: number | null;
	resolved_by: string | null;
	note: string | null;
	event: { sender: string; type: string; content: Record<string, unknown>; ts: number } | null;
}

/** What fills the disk. */
export interface Storage {
	people: {
		user_id: string;
		displayname: string | null;
		avatar_url: string | null;
		files: number;
		bytes: number;
	}[];
	kinds: { kind: string; files: number; bytes: number }[];
}

/** What somebody who runs the server did. */
export interface Act {
	id: number;
	who: string;
	what: string;
	target: string | null;
	ts: number;
}

/** `call("POST", "people", {…})`. */
export type Call = <A>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown) => Promise<A>;

/** Asks as the person who is signed in. */
export function useCall(): Call {
	const client = useClient();
	return useCallback(
		<A>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown) =>
			request<A>(method, `/_causeway/v1/admin/${path}`, {
				accessToken: client.getAccessToken() ?? "",
				...(body === undefined ? {} : { body }),
			}),
		[client],
	);
}

/** Posts plain text. */
export function useCallText(): <A>(path: string, text: string) => Promise<A> {
	const client = useClient();
	return useCallback(
		<A>(path: string, text: string) =>
			request<A>("POST", `/_causeway/v1/admin/${path}`, { accessToken: client.getAccessToken() ?? "", text }),
		[client],
	);
}

/** Something that is loaded: not yet, had, or failed. */
export interface Loading<A> {
	answer: A | undefined;
	error: Error | undefined;
	reload: () => void;
}

/** One answer. */
export function useAnswer<A>(path: string): Loading<A> {
	const call = useCall();
	const [answer, setAnswer] = useState<A>();
	const [error, setError] = useState<Error>();
	const [round, setRound] = useState(0);
	// biome-ignore lint/correctness/useExhaustiveDependencies: each round asks again
	useEffect(() => {
		let shown = true;
		setError(undefined);
		call<A>("GET", path).then(
			(now) => shown && setAnswer(now),
			(problem: Error) => shown && setError(problem),
		);
		return () => {
			shown = false;
		};
	}, [call, path, round]);
	return { answer, error, reload: useCallback(() => setRound((now) => now + 1), []) };
}

/** Pages of a list, as far as they were asked for. */
export interface Pages<I> {
	items: readonly I[] | undefined;
	error: Error | undefined;
	total: number | undefined;
	more: (() => void) | null;
	reload: () => void;
	/** Shows a changed thing without loading the list anew. */
	change: (to: (items: readonly I[]) => readonly I[]) => void;
}

/** `path` with its query; `of`: the list's name in the answer. */
export function usePages<I>(path: string, of: string): Pages<I> {
	const call = useCall();
	const [items, setItems] = useState<readonly I[]>();
	const [next, setNext] = useState<string | null>(null);
	const [total, setTotal] = useState<number>();
	const [error, setError] = useState<Error>();
	const [round, setRound] = useState(0);
	const asked = useRef(0);
	const load = useCallback(
		async (from: string | null) => {
			asked.current += 1;
			const now = asked.current;
			setError(undefined);
			try {
				const query = from ? `${path.includes("?") ? "&" : "?"}from=${encodeURIComponent(from)}` : "";
				const page = await call<{ next: string | null; total?: number } & Record<string, unknown>>(
					"GET",
					`${path}${query}`,
				);
				// Typing on asks another question: an answer that comes late is not shown.
				if (now !== asked.current) return;
				const list = page[of] as I[];
				setItems((before) => (from && before ? [...before, ...list] : list));
				setNext(page.next ?? null);
				setTotal(page.total);
			} catch (problem) {
				if (now === asked.current) setError(problem as Error);
			}
		},
		[call, path, of],
	);
	// biome-ignore lint/correctness/useExhaustiveDependencies: each round loads again
	useEffect(() => {
		const timer = setTimeout(() => void load(null), 150);
		return () => clearTimeout(timer);
	}, [load, round]);
	return {
		items,
		error,
		total,
		more: next ? () => void load(next) : null,
		reload: useCallback(() => setRound((now) => now + 1), []),
		change: useCallback((to) => setItems((now) => now && to(now)), []),
	};
}
