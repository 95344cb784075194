// A short word about what was just done, with a way to undo it or to learn more; gone after some seconds.
import { useSyncExternalStore } from "react";
import { Button } from "./Button";
import styles from "./Toast.module.css";

interface ToastMessage {
	id: number;
	text: string;
	action?: { label: string; perform: () => void };
}

const seconds = 5;
let shown: readonly ToastMessage[] = [];
let next = 0;
const listeners = new Set<() => void>();

function set(messages: readonly ToastMessage[]): void {
	shown = messages;
	for (const listener of listeners) listener();
}

/** Shows a message for five seconds; or, with `stays`, until its action was taken. */
export function toast(text: string, action?: ToastMessage["action"], { stays = false } = {}): void {
	next += 1;
	const id = next;
	set([...shown.slice(-2), { id, text, action }]);
	if (!stays) setTimeout(() => set(shown.filter((one) => one.id !== id)), seconds * 1000);
}

/** Where the messages appear; once, in the shell. */
export function Toasts() {
	const messages = useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => shown,
	);
	return (
		<div className={styles.toasts} role="status" aria-live="polite">
			{messages.map((message) => (
				<div key={message.id} className={styles.toast}>
					<span>{message.text}</span>
					{message.action && (
						<Button kind="quiet" small onPress={message.action.perform}>
							{message.action.label}
						</Button>
					)}
				</div>
			))}
		</div>
	);
}
