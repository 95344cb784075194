// A poll with its votes as they come in; the SDK fetches and decrypts them.
import { type MatrixEvent, type Poll, PollEvent, type Room } from "matrix-js-sdk";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { rightNow } from "@/lib/clock";
import { useClient, useEmitted } from "@/matrix/react";
import { useOutbox } from "@/matrix/useOutbox";
import { object } from "../content";
import { answersOf, countVotes, type PollQuestion, type PollResult, type PollVote, pollTypes } from "./poll";

/** What is known of a poll now. */
export interface PollView {
	result: PollResult;
	ended: boolean;
	/** Whether the votes are on their way for the first time. */
	loading: boolean;
}

/** My own vote counts from the moment that it is cast. */
export function usePoll(event: MatrixEvent, room: Room, question: PollQuestion): PollView {
	const client = useClient();
	const { poll, votes } = useVotes(event, room);
	const pending = usePending(room.roomId, event.getId() ?? "");
	const end = poll?.isEnded ? endOf(poll, room) : undefined;
	const me = client.getSafeUserId();
	const result = useMemo(() => {
		const mine = pending
			? [{ sender: me, ts: rightNow() + 1_000_000, answers: pending.split("\n").filter(Boolean) }]
			: [];
		return countVotes(question, [...(votes ?? []), ...mine], end);
	}, [question, votes, pending, me, end]);
	return { result, ended: poll?.isEnded ?? false, loading: votes === null };
}

/** When it ended; a vote of mine that is on its way then is not counted by anybody. */
function endOf(poll: Poll, room: Room): number | undefined {
	return poll.endEventId ? (room.findEventById(poll.endEventId)?.getTs() ?? undefined) : undefined;
}

function useVotes(event: MatrixEvent, room: Room) {
	const poll = usePollModel(event, room);
	const [votes, setVotes] = useState<readonly PollVote[] | null>(null);
	useEffect(() => {
		if (!poll) return;
		let shown = true;
		const read = async () => {
			// Offline: the votes come with the next change.
			const relations = await poll.getResponses().catch(() => null);
			if (shown && relations) setVotes(votesOf(relations.getRelations()));
		};
		const readAgain = () => void read();
		poll.on(PollEvent.Responses, readAgain);
		poll.on(PollEvent.End, readAgain);
		readAgain();
		return () => {
			shown = false;
			poll.off(PollEvent.Responses, readAgain);
			poll.off(PollEvent.End, readAgain);
		};
	}, [poll]);
	return { poll, votes };
}

/** The SDK's model; it may make another one for the same poll when the poll's own event comes by sync. */
function usePollModel(event: MatrixEvent, room: Room): Poll | null {
	const id = event.getId() ?? "";
	const poll = useEmitted(room, [PollEvent.New], () => room.polls.get(id) ?? null);
	useEffect(() => {
		// Events of searches and threads have not passed by the SDK's own collector.
		if (!room.polls.has(id)) void room.processPollEvents([event]);
	}, [room, event, id]);
	return poll;
}

function votesOf(events: readonly MatrixEvent[]): PollVote[] {
	return events.map((one) => ({
		sender: one.getSender() ?? "",
		ts: one.getTs(),
		answers: answersOf(one.getContent()),
	}));
}

/** The answers of my vote that is not sent yet, one a line; `null` where none is on its way. */
function usePending(roomId: string, pollId: string): string | null {
	const outbox = useOutbox();
	return useSyncExternalStore(outbox.subscribe, () => {
		const mine = outbox
			.inRoom(roomId)
			.findLast(
				({ type, content }) =>
					type === pollTypes.response && object(content["m.relates_to"]).event_id === pollId,
			);
		return mine ? `${answersOf(mine.content).join("\n")}\n` : null;
	});
}
