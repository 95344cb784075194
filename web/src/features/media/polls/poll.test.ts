import { expect, test } from "vitest";
import {
	answersOf,
	countVotes,
	endContent,
	type PollQuestion,
	questionOf,
	responseContent,
	startContent,
} from "./poll";

const dinner = questionOf(startContent("Dinner?", ["Noodles", "Rice", "Dumplings"], 1, true)) as PollQuestion;
const [noodles, rice] = dinner.answers.map(({ id }) => id) as [string, string];
const vote = (sender: string, ts: number, ...answers: string[]) => ({ sender, ts, answers });

test("what is sent is read again", () => {
	expect(dinner).toMatchObject({ question: "Dinner?", most: 1, disclosed: true });
	expect(dinner.answers.map(({ words }) => words)).toEqual(["Noodles", "Rice", "Dumplings"]);
	expect(questionOf(startContent("?", ["a", "b"], 1, false))?.disclosed).toBe(false);
	expect(answersOf(responseContent("$p", [rice]))).toEqual([rice]);
	expect(endContent("$p", "Over")["m.relates_to"]).toEqual({ rel_type: "m.reference", event_id: "$p" });
});

test("the stable form is read as well", () => {
	const stable = {
		"m.poll": {
			question: { "m.text": [{ body: "Dinner?" }] },
			kind: "m.disclosed",
			answers: [{ "m.id": "n", "m.text": [{ body: "Noodles" }] }],
		},
	};
	expect(questionOf(stable)).toMatchObject({ question: "Dinner?", answers: [{ id: "n", words: "Noodles" }] });
	expect(answersOf({ "m.selections": ["n"] })).toEqual(["n"]);
});

test("each person has one vote: the last, of answers that exist", () => {
	const result = countVotes(dinner, [
		vote("a", 5, rice),
		vote("a", 1, noodles),
		vote("b", 1, noodles, rice),
		vote("c", 1, "nothing"),
		vote("d", 1, noodles),
		vote("d", 2),
	]);
	expect(result.counts.get(rice)).toBe(1);
	expect(result.counts.get(noodles)).toBe(1);
	expect(result.voters).toBe(2);
	expect(result.chosenBy("a")).toEqual([rice]);
	expect(result.chosenBy("d")).toEqual([]);
});

test("votes after the end do not count", () => {
	expect(countVotes(dinner, [vote("a", 5, rice), vote("b", 11, rice)], 10).voters).toBe(1);
});

test("hostile polls are no polls, or small ones", () => {
	expect(questionOf({})).toBeNull();
	expect(questionOf({ "org.matrix.msc3381.poll.start": { question: 5, answers: "x" } })).toBeNull();
	const many = startContent("?", Array(500).fill("x".repeat(5000)), 1e9, true);
	const read = questionOf(many);
	expect(read?.answers).toHaveLength(20);
	expect(read?.answers[0]?.words).toHaveLength(340);
	expect(read?.most).toBe(20);
});
