// In the composer's place, where one may not write: why, and what can be done.
import type { Room } from "matrix-js-sdk";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { Button } from "@/ui/Button";
import { toast } from "@/ui/Toast";
import styles from "./Composer.module.css";
import { type BlockedReason, replacementOf } from "./useBlocked";

/** A line and, where the chat goes on elsewhere, the way there. */
export function Blocked({ room, reason }: { room: Room; reason: BlockedReason }) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const [busy, setBusy] = useState(false);
	const follow = async () => {
		const next = replacementOf(room);
		if (!next) return;
		setBusy(true);
		try {
			await client.joinRoom(next, { viaServers: [client.getDomain() ?? ""] });
			void go(`/chat/${encodeURIComponent(next)}`);
		} catch {
			toast(t("chat.didNotWork"));
			setBusy(false);
		}
	};
	return (
		<div className={styles.blocked} role="status">
			<span>{t(`chat.blocked.${reason}`)}</span>
			{reason === "replaced" && (
				<Button small kind="primary" isPending={busy} onPress={() => void follow()}>
					{t("chat.toNewRoom")}
				</Button>
			)}
		</div>
	);
}
