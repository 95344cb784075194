// How often something was liked and not: Beta counters of tags, authors and sounds, with a bounded memory.
import { mapOf } from "../keep/json";
import { memory } from "./constants";
import { bounded } from "./moment";

/** Weights of what was good and bad. */
interface Counter {
	good: number;
	bad: number;
}

/** By name. A map: names are other people's words. */
export type Counters = Map<string, Counter>;

/** More names than one has tastes. */
const most = 2000;

/** Counts a reward, or takes it back (`times` -1). */
export function count(counters: Counters, name: string, reward: number, times = 1): void {
	const { good: before, bad: worse } = counters.get(name) ?? { good: 0, bad: 0 };
	const good = Math.max(0, before + times * Math.max(0, reward));
	const bad = Math.max(0, worse + times * Math.max(0, -reward));
	const part = Math.min(1, memory.counter / (good + bad));
	if (good + bad < 1e-6) counters.delete(name);
	else counters.set(name, { good: good * part, bad: bad * part });
	if (counters.size > most) forgetLeast(counters);
}

/** A tenth at once, so that it seldom has to be done. */
function forgetLeast(counters: Counters): void {
	const weight = ({ good, bad }: Counter) => good + bad;
	const all = [...counters].sort(([, one], [, other]) => weight(one) - weight(other));
	for (const [name] of all.slice(0, most / 10)) counters.delete(name);
}

/** From -1 to 1: 0 where nothing is known, and surer the more is. */
export function affinity(counters: Counters, name: string): number {
	const counter = counters.get(name);
	return counter ? (counter.good - counter.bad) / (counter.good + counter.bad + 2) : 0;
}

/** What was kept. */
export const countersOf = (value: unknown): Counters =>
	mapOf(value, most, (one) => {
		const { good, bad } = (one ?? {}) as Partial<Counter>;
		return { good: bounded(good, 0, memory.counter), bad: bounded(bad, 0, memory.counter) };
	});
