// Does something with a chat, says when it did not work, and lets an archiving be undone.
import { useCallback } from "react";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import type { RoomSummary } from "@/matrix/rooms";
import { toast } from "@/ui/Toast";
import { type RowAction, rowActions } from "./rowActions";

/** `perform(action)`. */
export function useRowAction(summary: RoomSummary): (action: RowAction) => void {
	const t = useT();
	const client = useClient();
	return useCallback(
		(action) => {
			const run = async (one: RowAction) => {
				try {
					await one.perform(client, summary);
				} catch {
					toast(t("chat.didNotWork"));
				}
			};
			void run(action);
			const undo = rowActions({ ...summary, archived: true }).find((one) => one.id === "restore");
			if (action.id === "archive" && undo)
				toast(t("chat.row.archived"), { label: t("chat.undo"), perform: () => void run(undo) });
		},
		[t, client, summary],
	);
}
