// Polls as they are written (MSC3381): read from the unstable and the stable form, counted by its rules, sent in the
// unstable form, which clients of today understand.
import { type Json, object, text } from "../content";

/** One thing to choose. */
export interface PollAnswer {
	id: string;
	words: string;
}

/** A question with its answers. */
export interface PollQuestion {
	question: string;
	answers: readonly PollAnswer[];
	/** How many one person may choose. */
	most: number;
	/** Whether everybody sees the votes while it runs. */
	disclosed: boolean;
}

/** One vote, as it came. */
export interface PollVote {
	sender: string;
	ts: number;
	answers: readonly string[];
}

/** Names of the events that a client of today knows. */
export const pollTypes = {
	start: "org.matrix.msc3381.poll.start",
	response: "org.matrix.msc3381.poll.response",
	end: "org.matrix.msc3381.poll.end",
} as const;

/** MSC3381: more are cut off. */
export const mostAnswers = 20;
const longest = 340;

/** MSC1767's text: a plain key, or a list of representations. */
function wordsOf(value: unknown): string {
	const from = object(value);
	const listed = from["m.text"];
	const first: unknown = Array.isArray(listed) ? object(listed[0]).body : listed;
	return (text(from["org.matrix.msc1767.text"]) || text(first) || text(from.body)).slice(0, longest);
}

/** `null` where the content is no poll that could be shown. */
export function questionOf(content: Json): PollQuestion | null {
	const poll = object(content["org.matrix.msc3381.poll.start"] ?? content["m.poll"]);
	const question = wordsOf(poll.question);
	const given: unknown[] = Array.isArray(poll.answers) ? poll.answers : [];
	const answers = new Map<string, PollAnswer>();
	for (const one of given.slice(0, mostAnswers)) {
		const id = text(object(one).id) || text(object(one)["m.id"]);
		const words = wordsOf(one);
		if (id && words && !answers.has(id)) answers.set(id, { id, words });
	}
	if (!question || answers.size === 0) return null;
	const most = Number.isInteger(poll.max_selections) ? Number(poll.max_selections) : 1;
	return {
		question,
		answers: [...answers.values()],
		most: Math.min(Math.max(most, 1), answers.size),
		disclosed: text(poll.kind).endsWith("disclosed") && !text(poll.kind).endsWith("undisclosed"),
	};
}

/** The answers of a response event, unchecked. */
export function answersOf(content: Json): string[] {
	const response = object(content["org.matrix.msc3381.poll.response"]);
	const given = response.answers ?? content["m.selections"];
	return Array.isArray(given) ? given.slice(0, mostAnswers).map(text).filter(Boolean) : [];
}

/** What the votes add up to. */
export interface PollResult {
	/** Votes by answer id. */
	counts: ReadonlyMap<string, number>;
	voters: number;
	/** What one person chose at last. */
	chosenBy: (userId: string) => readonly string[];
}

/**
 * MSC3381: of each person the last response counts; answers that do not exist spoil it, more than allowed are cut off;
 * an empty one takes a vote back.
 */
export function countVotes(question: PollQuestion, votes: readonly PollVote[], until = Infinity): PollResult {
	const known = new Set(question.answers.map(({ id }) => id));
	const last = new Map<string, PollVote>();
	for (const vote of votes) {
		if (vote.ts > until) continue;
		const before = last.get(vote.sender);
		if (!before || before.ts <= vote.ts) last.set(vote.sender, vote);
	}
	const valid = new Map<string, readonly string[]>();
	for (const [sender, { answers }] of last) {
		const chosen = [...new Set(answers)].slice(0, question.most);
		if (chosen.length > 0 && chosen.every((id) => known.has(id))) valid.set(sender, chosen);
	}
	const counts = new Map<string, number>();
	for (const chosen of valid.values()) for (const id of chosen) counts.set(id, (counts.get(id) ?? 0) + 1);
	return { counts, voters: valid.size, chosenBy: (userId) => valid.get(userId) ?? [] };
}

/** The content that starts a poll. */
export function startContent(
	question: string,
	answers: readonly string[],
	most: number,
	disclosed: boolean,
): Json {
	const listed = answers.map((words, i) => `${i + 1}. ${words}`).join("\n");
	return {
		"org.matrix.msc1767.text": `${question}\n${listed}`,
		"org.matrix.msc3381.poll.start": {
			question: { "org.matrix.msc1767.text": question },
			kind: disclosed ? "org.matrix.msc3381.poll.disclosed" : "org.matrix.msc3381.poll.undisclosed",
			max_selections: most,
			answers: answers.map((words) => ({ id: crypto.randomUUID(), "org.matrix.msc1767.text": words })),
		},
	};
}

/** The content of a vote. */
export function responseContent(pollId: string, answers: readonly string[]): Json {
	return {
		"org.matrix.msc3381.poll.response": { answers },
		"m.relates_to": { rel_type: "m.reference", event_id: pollId },
	};
}

/** The content that ends a poll; `words`: for clients that know no polls. */
export function endContent(pollId: string, words: string): Json {
	return {
		"org.matrix.msc3381.poll.end": {},
		"org.matrix.msc1767.text": words,
		"m.relates_to": { rel_type: "m.reference", event_id: pollId },
	};
}
