// The host's side of the server: `/_causeway/v1/admin/*`, for people who run it.
import { useCallback, useEffect, useRef, useState } from "react";
import type { Told } from "@/matrix/causeway";
import { request } from "@/matrix/http";
import { useClient } from "@/matrix/react";

/** One thing that was looked at; `detail` is in English. */
export type Finding = Told<"Finding">;

/** How the server is. */
export type Overview = Told<"Overview">;

/** An account. */
export type Person = Told<"Person">;

/** A room, without what is said in it. */
export type HostRoom = Told<"Room">;

/** A registration token. */
export type Token = Told<"Token">;

/** What somebody reported. */
export type Report = Told<"Report">;

/** What fills the disk. */
export type Storage = Told<"Storage">;

/** What somebody who runs the server did. */
export type Act = Told<"Act">;

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
