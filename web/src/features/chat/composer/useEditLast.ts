// Arrow up in an empty field: change the last message of mine.
import { useCallback } from "react";
import { edit } from "../actions/edit";
import { useActionTarget } from "../actions/useActionTarget";
import { useChat } from "../Chat";

/** Whether there was one. */
export function useEditLast(): () => boolean {
	const chat = useChat();
	const target = useActionTarget();
	return useCallback(() => {
		const { room, threadId } = chat;
		const timeline = threadId ? room.getThread(threadId)?.liveTimeline : room.getLiveTimeline();
		const mine = timeline
			?.getEvents()
			.findLast((event) => !event.isRelation("m.replace") && edit.applies(target(event)));
		if (!mine) return false;
		void edit.perform(target(mine));
		return true;
	}, [chat, target]);
}
