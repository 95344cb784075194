// Asks before somebody is blocked; blocking also declines what they asked for.
import { useT } from "@/lib/i18n";
import { directInviter } from "@/matrix/direct";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Confirm } from "@/ui/Dialog";
import { toast } from "@/ui/Toast";

interface BlockDialogProps {
	userId: string;
	name: string;
	isOpen: boolean;
	onClose: () => void;
}

/** Blocks by the spec's list of ignored users. */
export function BlockDialog({ userId, name, isOpen, onClose }: BlockDialogProps) {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	const block = async () => {
		const done = await run(async () => {
			for (const room of client.getRooms())
				if (directInviter(client, room) === userId) await client.leave(room.roomId);
			await client.setIgnoredUsers([...new Set([...client.getIgnoredUsers(), userId])]);
		});
		if (!done) return;
		toast(t("contacts.blocked", { name }));
		onClose();
	};
	return (
		<Confirm
			title={t("contacts.blockTitle", { name })}
			confirm={t("contacts.block")}
			danger
			pending={busy}
			isOpen={isOpen}
			onConfirm={() => void block()}
			onClose={onClose}
		>
			<p>{t("contacts.blockWords")}</p>
		</Confirm>
	);
}
