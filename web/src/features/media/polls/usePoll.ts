// A poll with its votes as they come in; the SDK fetches and decrypts them.
import { type MatrixEvent, type Poll, PollEvent, type Room } from "matrix-js-sdk";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useClient } from "@/matrix/react";
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
			? [{ sender: me, ts: Date.now() + 1_000_000, answers: pending.split("\n").filter(Boolean) }]
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
	const [poll, setPoll] = useState<Poll | null>(null);
	const [votes, setVotes] = useState<readonly PollVote[] | null>(null);
	const id = event.getId() ?? "";
	useEffect(() => {
		let shown = true;
		let found: Poll | undefined;
		const read = () =>
			void found?.getResponses().then(
				(relations) => shown && setVotes(votesOf(relations?.getRelations() ?? [])),
				() => undefined,
			);
		const began = async () => {
			// Events of searches and threads have not passed by the SDK's own collector.
			if (!room.polls.has(id)) await room.processPollEvents([event]);
			found = room.polls.get(id);
			if (!found || !shown) return;
			setPoll(found);
			found.on(PollEvent.Responses, read);
			found.on(PollEvent.End, read);
			read();
		};
		void began();
		return () => {
			shown = false;
			found?.off(PollEvent.Responses, read);
			found?.off(PollEvent.End, read);
		};
	}, [event, room, id]);
	return { poll, votes };
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
