// The people that this page knows, as ones who make videos: one place, so that whom I follow is followed in every list.
import { useSyncExternalStore } from "react";
import { learnMakers } from "../makers";
import type { VideoPerson } from "../shapes";

const known = new Map<string, VideoPerson>();
const listeners = new Set<() => void>();

function tell(): void {
	for (const listener of listeners) listener();
}

/** Keeps what the server said of them last; lists tell less than a page does, and some only a name. */
export function learnPeople(people: readonly VideoPerson[]): void {
	learnMakers(people.map(({ userId, profile }) => ({ author: userId, profile })));
	const met = people.filter((one) => one.met);
	for (const person of met) {
		const before = person.counts === null && known.get(person.userId);
		const { followed, requested, followsMe, profile } = person;
		known.set(person.userId, before ? { ...before, followed, requested, followsMe, profile } : person);
	}
	if (met.length > 0) tell();
}

/** Changes what is known, before the server has said so; `met`: as they are shown where nothing is known yet. */
export function changePerson(
	userId: string,
	change: (person: VideoPerson) => VideoPerson,
	met?: VideoPerson,
): void {
	const person = known.get(userId) ?? met;
	if (!person) return;
	known.set(userId, change(person));
	tell();
}

/** Somebody, as it changes. */
export function usePerson(userId: string): VideoPerson | undefined {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => known.get(userId),
	);
}
