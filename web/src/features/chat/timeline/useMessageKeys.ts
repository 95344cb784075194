// Messages by keyboard: arrows go from one to the next, letters do what the menu says, the menu key opens it.
import { type KeyboardEvent, type RefObject, useCallback } from "react";
import type { VirtualizerHandle } from "virtua";
import { actionsFor } from "../actions/all";
import { useActionTarget } from "../actions/useActionTarget";
import { useChat } from "../Chat";
import { focusRow } from "../focusRow";
import type { Entry } from "./withUnsent";

/** The handler for the timeline's frame. */
export function useMessageKeys(list: RefObject<VirtualizerHandle | null>, entries: readonly Entry[]) {
	const chat = useChat();
	const target = useActionTarget();
	return useCallback(
		(event: KeyboardEvent<HTMLElement>) => {
			const row = (event.target as Element).closest<HTMLElement>("[data-event]");
			const onRow = row === event.target;
			if (event.altKey || event.ctrlKey || event.metaKey) return;
			if (event.key === "ArrowUp" || event.key === "ArrowDown") {
				if (!onRow && event.target !== event.currentTarget.querySelector('[role="log"]')) return;
				event.preventDefault();
				const at = row ? entries.findIndex((one) => one.key === row.dataset.event) : entries.length;
				focusNext(event.currentTarget, list.current, entries, at, event.key === "ArrowUp" ? -1 : 1);
				return;
			}
			const entry = onRow ? entries.find((one) => one.key === row?.dataset.event) : undefined;
			if (entry?.kind !== "message") return;
			if (event.key === "Enter") {
				event.preventDefault();
				const { left, bottom } = (row as HTMLElement).getBoundingClientRect();
				return chat.openMenu({ event: entry.event, at: { x: left + 24, y: bottom } });
			}
			const on = target(entry.event);
			const action = actionsFor(on).find((one) => one.key === event.key);
			if (!action) return;
			event.preventDefault();
			void action.perform(on);
		},
		[chat, target, list, entries],
	);
}

/** Focuses the next message in a direction, bringing it into view first. */
function focusNext(
	frame: HTMLElement,
	list: VirtualizerHandle | null,
	entries: readonly Entry[],
	from: number,
	step: 1 | -1,
): void {
	for (let i = from + step; i >= 0 && i < entries.length; i += step) {
		const entry = entries[i];
		if (entry?.kind !== "message") continue;
		focusRow(frame, list, i, `[data-event="${CSS.escape(entry.key)}"]`);
		return;
	}
}
