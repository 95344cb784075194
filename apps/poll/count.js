// Counting ranked ballots by instant runoff: in each round the option with the fewest first choices goes out, and its
// ballots move to their next choice, until one has more than half of the ballots that still say something.

/**
 * @param {string[]} options in the order of the poll @param {string[][]} ballots options, best first
 * @returns {{ rounds: { counts: Map<string, number>, out: string, tied: boolean }[], winners: string[] }}
 */
export function runoff(options, ballots) {
	const rounds = [];
	let left = [...options];
	while (left.length > 0) {
		const counts = tally(left, ballots);
		const cast = [...counts.values()].reduce((sum, n) => sum + n, 0);
		const best = Math.max(...counts.values());
		if (cast === 0) return { rounds, winners: [] };
		const leading = left.filter((option) => counts.get(option) === best);
		if (best * 2 > cast || leading.length === left.length) {
			rounds.push({ counts, out: "", tied: leading.length > 1 });
			return { rounds, winners: leading };
		}
		const { out, tied } = weakest(left, counts, rounds, ballots);
		rounds.push({ counts, out, tied });
		left = left.filter((option) => option !== out);
	}
	return { rounds, winners: [] };
}

/** How many ballots have each of these as the first that is left. */
function tally(left, ballots) {
	const counts = new Map(left.map((option) => [option, 0]));
	for (const ballot of ballots) {
		const first = ballot.find((option) => counts.has(option));
		if (first !== undefined) counts.set(first, counts.get(first) + 1);
	}
	return counts;
}

/**
 * Who goes out. Of several with the fewest: who had fewer in the round before, and so on back; then who is ranked by
 * fewer people at all; then who stands lower in the poll. So that everybody's device takes the same one.
 */
function weakest(left, counts, rounds, ballots) {
	let last = fewest(left, (option) => counts.get(option));
	const tied = last.length > 1;
	for (const { counts: before } of [...rounds].reverse()) last = fewest(last, (option) => before.get(option));
	last = fewest(last, (option) => ballots.filter((ballot) => ballot.includes(option)).length);
	return { out: last.at(-1), tied };
}

function fewest(options, count) {
	const least = Math.min(...options.map(count));
	return options.filter((option) => count(option) === least);
}
