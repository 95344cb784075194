// A message's menu: beside the pointer, or as a sheet under the thumb. Quick emoji first, then every action.
import { Plus } from "lucide-react";
import type { MatrixEvent } from "matrix-js-sdk";
import { useRef } from "react";
import { Popover } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { useName } from "@/matrix/people";
import { Dialog } from "@/ui/Dialog";
import { MenuList } from "@/ui/Menu";
import { menuFor } from "../actions/all";
import { react } from "../actions/react";
import { useActionTarget } from "../actions/useActionTarget";
import { useChat, useChatState } from "../Chat";
import { quickEmoji } from "../composer/emoji";
import styles from "./MessageMenu.module.css";
import { useReact } from "./useReact";

/** One for the whole chat. */
export function MessageMenu() {
	const menu = useChatState((state) => state.menu);
	if (!menu) return null;
	return menu.at ? <AtPointer event={menu.event} at={menu.at} /> : <Sheet event={menu.event} />;
}

function AtPointer({ event, at }: { event: MatrixEvent; at: { x: number; y: number } }) {
	const chat = useChat();
	const point = useRef<HTMLSpanElement>(null);
	return (
		<>
			<span ref={point} className={styles.point} style={{ insetBlockStart: at.y, left: at.x }} />
			<Popover
				isOpen
				triggerRef={point}
				placement="bottom start"
				offset={2}
				onOpenChange={(open) => !open && chat.openMenu(null)}
				className={styles.popover ?? ""}
			>
				<Choices event={event} />
			</Popover>
		</>
	);
}

function Sheet({ event }: { event: MatrixEvent }) {
	const chat = useChat();
	const name = useName(event.getSender() ?? "", chat.room);
	return (
		<Dialog title={name} isOpen onClose={() => chat.openMenu(null)}>
			<Choices event={event} />
		</Dialog>
	);
}

function Choices({ event }: { event: MatrixEvent }) {
	const t = useT();
	const chat = useChat();
	const toggle = useReact();
	const on = useActionTarget()(event);
	const entries = menuFor(on).map((entry) => ({
		...entry,
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
