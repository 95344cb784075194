// The threads of a chat, the one with the newest reply first.
import { MessagesSquare } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { useThreads, type WhichThreads } from "@/matrix/threads";
import { Chips } from "@/ui/Chips";
import { Empty } from "@/ui/Empty";
import { EndOfList } from "@/ui/EndOfList";
import styles from "./ThreadList.module.css";
import { ThreadRow } from "./ThreadRow";

/** Fills its page. */
export function ThreadList({ room }: { room: Room }) {
	const t = useT();
	const [which, setWhich] = useState<WhichThreads>("all");
	return (
		<>
			<Chips
				label={t("chat.threads.which")}
				value={which}
				onChange={setWhich}
				options={(["all", "mine"] as const).map((value) => ({ value, label: t(`chat.threads.${value}`) }))}
			/>
			<Found key={which} room={room} which={which} />
		</>
	);
}

function Found({ room, which }: { room: Room; which: WhichThreads }) {
	const t = useT();
	const found = useThreads(room, which);
	return (
		<div className={styles.found}>
			{found.threads.length === 0 && !found.more && (
				<Empty icon={MessagesSquare}>{t(`chat.threads.none.${which}`)}</Empty>
			)}
			<ul className={styles.list}>
				{found.threads.map((listed) => (
					<li key={listed.thread.id}>
						<ThreadRow listed={listed} room={room} />
					</li>
				))}
			</ul>
			<EndOfList list={found} looking={t("chat.loading")} />
		</div>
	);
}
