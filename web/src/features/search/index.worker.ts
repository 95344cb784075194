// The index in a worker: cutting words and reading disks must not make the page stutter.
import { find, forgetRoom, known, progress, put, remove, setProgress, stats } from "./indexStore";
import type { Answer, Question } from "./protocol";

/** Questions are answered one after the other: a search after an addition sees it. */
let last: Promise<unknown> = Promise.resolve();

self.onmessage = ({ data }: MessageEvent<Question>) => {
	last = last.then(() => reply(data));
};

async function reply(question: Question): Promise<void> {
	try {
		self.postMessage({ id: question.id, answer: await answerTo(question) } satisfies Answer);
	} catch (error) {
		self.postMessage({ id: question.id, error: String(error) } satisfies Answer);
	}
}

function answerTo(question: Question): Promise<unknown> {
	switch (question.name) {
		case "put":
			return put(question.entries);
		case "remove":
			return remove(question.eventIds);
		case "forgetRoom":
			return forgetRoom(question.roomId);
		case "find":
			return find(question.query, question.filters, question.limit);
		case "known":
			return known(question.eventIds);
		case "progress":
			return progress();
		case "setProgress":
			return setProgress(question.progress);
		case "stats":
			return stats();
	}
}
