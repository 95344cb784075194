// A poll in a chat: the question, what can be chosen, and what the others chose.
import { ChartBarBig, Check } from "lucide-react";
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { useMemo, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { useOutbox } from "@/matrix/useOutbox";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import styles from "./Poll.module.css";
import {
	endContent,
	type PollAnswer,
	type PollQuestion,
	pollTypes,
	questionOf,
	responseContent,
} from "./poll";
import { type PollView, usePoll } from "./usePoll";

/** Says so where the content is no poll. */
export function PollBody({ event, room }: { event: MatrixEvent; room: Room }) {
	const t = useT();
	const content = event.getContent();
	const question = useMemo(() => questionOf(content), [content]);
	if (!question) return <em>{t("media.poll.broken")}</em>;
	return <Card event={event} room={room} question={question} />;
}

interface CardProps {
	event: MatrixEvent;
	room: Room;
	question: PollQuestion;
}

function Card({ event, room, question }: CardProps) {
	const t = useT();
	const client = useClient();
	const view = usePoll(event, room, question);
	const vote = useVote(event, room);
	const mine = view.result.chosenBy(client.getSafeUserId());
	const open = view.ended || (question.disclosed && !view.loading);
	const choose = (id: string) => {
		if (view.ended) return;
		if (mine.includes(id)) vote(mine.filter((one) => one !== id));
		else vote(question.most === 1 ? [id] : [...mine, id].slice(-question.most));
	};
	return (
		<section className={styles.poll} aria-label={t("media.poll.label", { question: question.question })}>
			<h4 className={styles.question} dir="auto">
				{question.question}
			</h4>
			<p className={styles.kind}>
				<ChartBarBig size={14} aria-hidden /> {kindWords(question, view, t)}
			</p>
			<div className={styles.answers}>
				{question.answers.map((answer) => (
					<Answer
						key={answer.id}
						answer={answer}
						view={view}
						chosen={mine.includes(answer.id)}
						shown={open}
						several={question.most > 1}
						onChoose={() => choose(answer.id)}
					/>
				))}
			</div>
			<footer className={styles.footer}>
				<span>{t("media.poll.votes", { count: view.result.voters })}</span>
				{!view.ended && <End event={event} room={room} question={question} view={view} />}
			</footer>
		</section>
	);
}

function kindWords(question: PollQuestion, view: PollView, t: ReturnType<typeof useT>): string {
	if (view.ended) return t("media.poll.ended");
	const how = question.most > 1 ? t("media.poll.several", { most: question.most }) : t("media.poll.one");
	return question.disclosed ? how : t("media.poll.hidden", { how });
}

function useVote(event: MatrixEvent, room: Room): (answers: readonly string[]) => void {
	const outbox = useOutbox();
	return (answers) =>
		void outbox.send({
			roomId: room.roomId,
			threadId: null,
			type: pollTypes.response,
			content: responseContent(event.getId() ?? "", answers),
		});
}

interface AnswerProps {
	answer: PollAnswer;
	view: PollView;
	chosen: boolean;
	/** Whether the votes are shown. */
	shown: boolean;
	several: boolean;
	onChoose: () => void;
}

function Answer({ answer, view, chosen, shown, several, onChoose }: AnswerProps) {
	const t = useT();
	const count = view.result.counts.get(answer.id) ?? 0;
	const part = view.result.voters > 0 ? count / view.result.voters : 0;
	const best = view.ended && count > 0 && count === Math.max(...view.result.counts.values());
	const said = shown ? t("media.poll.answer", { answer: answer.words, count }) : answer.words;
	return (
		<AriaButton
			className={styles.answer ?? ""}
			aria-label={said}
			aria-pressed={chosen}
			isDisabled={view.ended}
			onPress={onChoose}
			data-chosen={chosen || undefined}
			data-best={best || undefined}
		>
			<span className={styles.box} data-several={several || undefined}>
				{chosen && <Check size={14} strokeWidth={3} aria-hidden />}
			</span>
			<span className={styles.words} dir="auto">
				{answer.words}
			</span>
			{shown && <span className={styles.count}>{count}</span>}
			{shown && <span className={styles.bar} style={{ "--part": part } as React.CSSProperties} />}
		</AriaButton>
	);
}

/** For who asked, and for those who may take others' messages away (MSC3381). */
function End({ event, room, question, view }: CardProps & { view: PollView }) {
	const t = useT();
	const client = useClient();
	const outbox = useOutbox();
	const [asking, setAsking] = useState(false);
	const me = client.getSafeUserId();
	const may = event.getSender() === me || room.currentState.maySendRedactionForEvent(event, me);
	if (!may) return null;
	const end = () => {
		setAsking(false);
		const [best] = [...view.result.counts].sort(([, a], [, b]) => b - a);
		const words = question.answers.find(({ id }) => id === best?.[0])?.words;
		void outbox.send({
			roomId: room.roomId,
			threadId: null,
			type: pollTypes.end,
			content: endContent(
				event.getId() ?? "",
				words ? t("media.poll.endedWith", { answer: words }) : t("media.poll.ended"),
			),
		});
	};
	return (
		<>
			<Button small kind="quiet" onPress={() => setAsking(true)}>
				{t("media.poll.end")}
			</Button>
			<Confirm
				title={t("media.poll.endTitle")}
				confirm={t("media.poll.end")}
				isOpen={asking}
				onConfirm={end}
				onClose={() => setAsking(false)}
			>
				{t("media.poll.endWords")}
			</Confirm>
		</>
	);
}
