// Quizzes of a chat, as a pure function of the set of operations: a quiz is what its maker wrote; of a person's answers to a
// question the first counts.
import {
	byStamp,
	earliest,
	id,
	isObject,
	list,
	putEarliest,
	putLatest,
	text,
	whole,
	within,
} from "./kit/converge.js";

const most = { quizzes: 100, questions: 30, answers: 6, players: 500 };

export const empty = () => ({ quizzes: new Map(), answers: new Map(), gone: new Map() });

/** Takes one operation in. */
export function apply(state, op, stamp) {
	if (Object.hasOwn(changes, op.k)) changes[op.k](state, op, stamp);
}

const changes = {
	quiz(state, op, stamp) {
		const questions = list(op.questions, most.questions, question);
		const title = text(op.title, 60);
		if (title && questions.length > 0) putEarliest(state.quizzes, stamp.id, { ...stamp, title, questions });
	},
	answer(state, op, stamp) {
		const n = whole(op.n, 0, most.questions - 1, -1);
		const choice = whole(op.choice, 0, most.answers - 1, -1);
		if (n < 0 || choice < 0 || !id(op.q)) return;
		putEarliest(within(within(state.answers, id(op.q)), stamp.by), n, { ...stamp, n, choice });
	},
	gone: (state, op, stamp) =>
		putLatest(within(state.gone, id(op.q)), stamp.by, { ...stamp, on: op.on !== false }),
};

/** A question that can be played: words, two answers or more, one of which is right. */
function question(value) {
	if (!isObject(value)) return undefined;
	const answers = list(value.answers, most.answers, (one) => text(one, 80));
	const asks = text(value.asks, 160);
	const right = whole(value.right, 0, answers.length - 1, -1);
	return asks && answers.length >= 2 && right >= 0
		? { asks, answers, right, why: text(value.why, 200) }
		: undefined;
}

/** All quizzes, newest first. */
export const quizzes = (state) =>
	earliest(state.quizzes, most.quizzes)
		.filter((made) => !state.gone.get(made.id)?.get(made.by)?.on)
		.reverse();

/** A quiz; undefined if there is none. */
export const quiz = (state, key) => quizzes(state).find((made) => made.id === key);

/** What a person answered, by the number of the question. @returns {Map<number, number>} */
export function answersOf(state, made, who) {
	const given = [...(state.answers.get(made.id)?.get(who)?.values() ?? [])];
	return new Map(
		given
			.filter(({ n, choice }) => n < made.questions.length && choice < made.questions[n].answers.length)
			.map(({ n, choice }) => [n, choice]),
	);
}

const isRight =
	(made) =>
	([n, choice]) =>
		made.questions[n].right === choice;

/**
 * Who played, the best first; its maker knows the answers and is not among them.
 * @returns {{ who: string, right: number, answered: number, done: boolean, rank: number }[]}
 */
export function scores(state, made) {
	const players = [...(state.answers.get(made.id) ?? [])]
		.filter(([who]) => who !== made.by)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.slice(0, most.players)
		.map(([who]) => [who, answersOf(state, made, who)])
		.filter(([, answers]) => answers.size > 0)
		.map(([who, answers]) => ({
			who,
			right: [...answers].filter(isRight(made)).length,
			answered: answers.size,
			done: answers.size === made.questions.length,
			first: firstOf(state, made, who),
		}))
		.sort((a, b) => b.right - a.right || a.answered - b.answered || byStamp(a.first, b.first));
	return players.map(({ first: _, ...one }) => ({
		...one,
		rank: 1 + players.filter((other) => other.right > one.right).length,
	}));
}

const firstOf = (state, made, who) => [...state.answers.get(made.id).get(who).values()].sort(byStamp)[0];

/** How many chose each answer of a question. */
export function split(state, made, n) {
	const counts = made.questions[n].answers.map(() => 0);
	for (const who of state.answers.get(made.id)?.keys() ?? []) {
		const choice = answersOf(state, made, who).get(n);
		if (choice !== undefined && who !== made.by) counts[choice]++;
	}
	return counts;
}
