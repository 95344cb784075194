// The most used actions beside the message under the pointer, and the way to all of them.
import { Ellipsis } from "lucide-react";
import type { MatrixEvent } from "matrix-js-sdk";
import { useT } from "@/lib/i18n";
import { IconButton } from "@/ui/Button";
import { actionsFor } from "../actions/all";
import { useActionTarget } from "../actions/useActionTarget";
import { useChat } from "../Chat";
import styles from "./Message.module.css";

/** Desktop only (by its style): a phone has the long press. */
export function Toolbar({ event, mine }: { event: MatrixEvent; mine: boolean }) {
	const t = useT();
	const chat = useChat();
	const on = useActionTarget()(event);
	return (
		<div
			className={styles.toolbar}
			role="toolbar"
			aria-label={t("chat.actions")}
			data-mine={mine || undefined}
		>
			{actionsFor(on)
				.filter((action) => action.quick)
				.map((action) => (
					<IconButton
						key={action.id}
						icon={action.icon}
						label={t(action.label)}
						size={17}
						excludeFromTabOrder
						onPress={() => void action.perform(on)}
					/>
				))}
			<IconButton
				icon={Ellipsis}
				label={t("chat.more")}
				size={17}
				excludeFromTabOrder
				onPress={(press) => {
					const { left, bottom } = press.target.getBoundingClientRect();
					chat.openMenu({ event, at: { x: left, y: bottom } });
				}}
			/>
		</div>
	);
}
