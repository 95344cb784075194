// What the server is asked about people who make videos.
import { listOf, nextOf, type Page, type VideoApi, withQuery } from "../api";
import { personOf, userIdOf, type VideoPerson } from "../shapes";
import { learnPeople } from "./known";

const enc = encodeURIComponent;

/** People of an answer; what is none is left out. */
export function peopleOf(answer: Record<string, unknown>): VideoPerson[] {
	const people = listOf(answer, "people").flatMap((one) => {
		const userId = userIdOf(one);
		return userId ? [personOf(one, userId)] : [];
	});
	learnPeople(people);
	return people;
}

/** A page of a list of people: `users/…/followers`, `follow_requests`. */
export async function peoplePage(
	api: VideoApi,
	path: string,
	from: string | null,
): Promise<Page<VideoPerson>> {
	const answer = await api.ask("GET", withQuery(path, { limit: "30", from }));
	return { items: peopleOf(answer), next: nextOf(answer) };
}

/** Follows somebody, or no longer; who has a private account is asked. */
export async function follow(
	api: VideoApi,
	userId: string,
	on: boolean,
): Promise<{ following: boolean; requested: boolean }> {
	const answer = await api.ask(on ? "PUT" : "DELETE", `users/${enc(userId)}/follow`);
	return { following: answer.following === true, requested: answer.requested === true };
}

/** Wants nothing of somebody ("block"), or only not to see their videos ("mute"), or no longer. */
export async function avoid(
	api: VideoApi,
	how: "block" | "mute",
	userId: string,
	on: boolean,
): Promise<void> {
	await api.ask(on ? "PUT" : "DELETE", `users/${enc(userId)}/${how}`);
}

/** Lets somebody follow me, or not. */
export async function answerRequest(api: VideoApi, userId: string, accept: boolean): Promise<void> {
	await api.ask(accept ? "PUT" : "DELETE", `follow_requests/${enc(userId)}`);
}
