// What the server is asked about people who make videos.
import { useCallback } from "react";
import { type Page, useVideoApi, type VideoApi } from "../api";
import { personOf, type ToldPerson, type VideoPerson } from "../shapes";
import { type Paged, usePaged } from "../usePaged";
import { learnPeople } from "./known";

/** People of an answer; who is nobody is left out. */
export function peopleOf(told: readonly ToldPerson[]): VideoPerson[] {
	const people = told.flatMap((one) => personOf(one) ?? []);
	learnPeople(people);
	return people;
}

/** A page of people as the server tells it. */
interface Told {
	people?: readonly ToldPerson[] | null;
	next: string | null;
}

const pageSize = 30;

function usePeople(ask: (api: VideoApi, query: { limit: number; from: string | null }) => Promise<Told>) {
	const api = useVideoApi();
	return usePaged(
		useCallback(
			async (from: string | null): Promise<Page<VideoPerson>> => {
				const { people, next } = await ask(api, { limit: pageSize, from });
				return { items: peopleOf(people ?? []), next };
			},
			[api, ask],
		),
		(one) => one.userId,
	);
}

/** Those who want to follow me, whom I block, or whom I do not want to see. */
export function useMyPeople(which: "follow_requests" | "blocked" | "muted"): Paged<VideoPerson> {
	return usePeople(useCallback((api, query) => api.call("get", which, { query }), [which]));
}

/** Who follows somebody, or whom they follow. */
export function useCircle(userId: string, which: "followers" | "following"): Paged<VideoPerson> {
	return usePeople(
		useCallback(
			(api, query) => api.call("get", `users/{user_id}/${which}`, { path: { user_id: userId }, query }),
			[userId, which],
		),
	);
}

/** People whose names begin so. */
export function useFoundPeople(words: string): Paged<VideoPerson> {
	return usePeople(
		useCallback(
			(api, query) => api.call("get", "search", { query: { ...query, kind: "people", q: words } }),
			[words],
		),
	);
}

/** Wants nothing of somebody ("block"), or only not to see their videos ("mute"), or no longer. */
export async function avoid(
	api: VideoApi,
	how: "block" | "mute",
	userId: string,
	on: boolean,
): Promise<void> {
	await api.call(on ? "put" : "delete", `users/{user_id}/${how}`, { path: { user_id: userId } });
}

/** Lets somebody follow me, or not. */
export async function answerRequest(api: VideoApi, userId: string, accept: boolean): Promise<void> {
	await api.call(accept ? "put" : "delete", "follow_requests/{user_id}", { path: { user_id: userId } });
}
