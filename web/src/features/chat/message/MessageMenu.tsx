// A message's menu: beside the pointer, or as a sheet under the thumb. Quick emoji first, then every action.
import { Plus } from "lucide-react";
import type { MatrixEvent } from "matrix-js-sdk";
import { useT } from "@/lib/i18n";
import { useName } from "@/matrix/people";
import { MenuList } from "@/ui/Menu";
import { menuFor } from "../actions/all";
import { react } from "../actions/react";
import { useActionTarget } from "../actions/useActionTarget";
import { useChat, useChatState } from "../Chat";
import { quickEmoji } from "../composer/emoji";
import { ContextMenu } from "../menu/ContextMenu";
import styles from "../menu/ContextMenu.module.css";
import { useReact } from "./useReact";

/** One for the whole chat. */
export function MessageMenu() {
	const chat = useChat();
	const menu = useChatState((state) => state.menu);
	const name = useName(menu?.event.getSender() ?? "", chat.room);
	if (!menu) return null;
	return (
		<ContextMenu at={menu.at} title={name} onClose={() => chat.openMenu(null)}>
			<Choices event={menu.event} byTouch={menu.at === null} />
		</ContextMenu>
	);
}

function Choices({ event, byTouch }: { event: MatrixEvent; byTouch: boolean }) {
	const t = useT();
	const chat = useChat();
	const toggle = useReact();
	const on = useActionTarget()(event);
	const entries = menuFor(on).map((entry) => ({
		...entry,
		shortcut: byTouch ? undefined : entry.shortcut,
		perform: () => {
			chat.openMenu(null);
			entry.perform();
		},
	}));
	return (
		<>
			{react.applies(on) && (
				<div className={styles.quick}>
					{quickEmoji().map((emoji) => (
						<button
							key={emoji}
							type="button"
							className={styles.emoji}
							onClick={() => {
								chat.openMenu(null);
								toggle(event, emoji);
							}}
						>
							{emoji}
						</button>
					))}
					<button
						type="button"
						className={styles.emoji}
						aria-label={t("chat.moreEmoji")}
						onClick={() => chat.open({ kind: "react", event })}
					>
						<Plus size={20} aria-hidden />
					</button>
				</div>
			)}
			<MenuList label={t("chat.actions")} entries={entries} autoFocus />
		</>
	);
}
