// What can be done with several chosen messages; stands in the composer's place.
import { Copy, Forward, Trash2, X } from "lucide-react";
import type { MatrixEvent } from "matrix-js-sdk";
import { useEffect } from "react";
import { useT } from "@/lib/i18n";
import { nameOf } from "@/matrix/people";
import { IconButton } from "@/ui/Button";
import { actionsFor } from "../actions/all";
import { copyText } from "../actions/copy";
import { useActionTarget } from "../actions/useActionTarget";
import { useChat, useChatState } from "../Chat";
import { excerptOf, withoutQuote } from "../list/excerpt";
import { useWhen } from "../when";
import styles from "./header.module.css";

/** Nothing while nothing is being chosen. */
export function SelectionBar() {
	const t = useT();
	const chat = useChat();
	const target = useActionTarget();
	const { fully } = useWhen();
	const selected = useChatState((state) => state.selected);
	useEffect(() => {
		const listen = (event: KeyboardEvent) => {
			if (event.key !== "Escape" || event.defaultPrevented) return;
			event.preventDefault();
			chat.unselect();
		};
		document.addEventListener("keydown", listen);
		return () => document.removeEventListener("keydown", listen);
	}, [chat]);
	if (!selected) return null;
	const events = [...selected.values()].sort((a, b) => a.getTs() - b.getTs());
	const can = (action: string) =>
		events.length > 0 && events.every((event) => actionsFor(target(event)).some((one) => one.id === action));
	const erasable =
		events.length > 0 &&
		events.every((event) =>
			actionsFor(target(event)).some((one) => one.id === "recall" || one.id === "remove"),
		);
	const line = (event: MatrixEvent) => {
		const on = target(event);
		const { body, msgtype } = event.getContent();
		const words = msgtype === "m.text" && typeof body === "string" ? withoutQuote(body) : excerptOf(event, t);
		return `${nameOf(on.client, event.getSender() ?? "", on.room)}, ${fully(event.getTs())}\n${words}`;
	};
	return (
		<div className={styles.selection} role="toolbar" aria-label={t("chat.actions")}>
			<IconButton icon={X} label={t("ui.cancel")} onPress={() => chat.unselect()} />
			<span className={styles.count} aria-live="polite">
				{t("chat.selected", { count: events.length })}
			</span>
			<IconButton
				icon={Copy}
				label={t("chat.action.copy")}
				isDisabled={events.length === 0}
				onPress={() => {
					void copyText(events.map(line).join("\n\n"), { t });
					chat.unselect();
				}}
			/>
			<IconButton
				icon={Forward}
				label={t("chat.action.forward")}
				isDisabled={!can("forward")}
				onPress={() => chat.open({ kind: "forward", events })}
			/>
			<IconButton
				icon={Trash2}
				kind="danger"
				label={t("chat.discard")}
				isDisabled={!erasable}
				onPress={() => chat.open({ kind: "remove", events })}
			/>
		</div>
	);
}
