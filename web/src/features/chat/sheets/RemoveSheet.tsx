// Asks before messages are removed for everybody: others' by who keeps order, several of one's own.
import type { MatrixEvent } from "matrix-js-sdk";
import { useT } from "@/lib/i18n";
import { Confirm } from "@/ui/Dialog";
import { redact } from "../actions/recall";
import { useActionTarget } from "../actions/useActionTarget";
import { useChat } from "../Chat";

/** Removes one after the other. */
export function RemoveSheet({ events, onClose }: { events: readonly MatrixEvent[]; onClose: () => void }) {
	const t = useT();
	const chat = useChat();
	const target = useActionTarget();
	const remove = async () => {
		onClose();
		chat.unselect();
		for (const event of events) await redact(target(event));
	};
	return (
		<Confirm
			title={t("chat.remove.title", { count: events.length })}
			confirm={t("chat.remove.confirm")}
			danger
			isOpen
			onConfirm={() => void remove()}
			onClose={onClose}
		>
			{t("chat.remove.why")}
		</Confirm>
	);
}
