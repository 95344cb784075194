// Where to write: grows with the text, keeps a draft per chat, sends on Enter.
import { SendHorizontal } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useT } from "@/lib/i18n";
import { useSettings } from "@/lib/settings";
import { useOutbox } from "@/matrix/useOutbox";
import { IconButton } from "@/ui/Button";
import { contentOf } from "../message/markdown";
import styles from "./Composer.module.css";
import { drafts } from "./drafts";

/** Mount with the room's id as key. */
export function Composer({ room }: { room: Room }) {
	const t = useT();
	const outbox = useOutbox();
	const { enterSends } = useSettings();
	const { text, setText } = useDraft(room.roomId);
	const field = useGrowing(text);
	const send = () => {
		const body = text.trim();
		if (!body) return;
		setText("");
		void outbox.send({
			roomId: room.roomId,
			threadId: null,
			type: "m.room.message",
			content: contentOf(body),
		});
	};
	const pressed = (event: React.KeyboardEvent) => {
		// While an input method composes, Enter picks a character.
		if (event.key !== "Enter" || event.nativeEvent.isComposing || event.shiftKey) return;
		if (enterSends || event.ctrlKey || event.metaKey) {
			event.preventDefault();
			send();
		}
	};
	return (
		<div className={styles.composer}>
			<textarea
				ref={field}
				className={styles.field}
				rows={1}
				dir="auto"
				aria-label={t("chat.message")}
				placeholder={t("chat.message")}
				value={text}
				onChange={(event) => setText(event.target.value)}
				onKeyDown={pressed}
			/>
			<IconButton
				icon={SendHorizontal}
				label={t("chat.send")}
				kind="accent"
				isDisabled={!text.trim()}
				onPress={send}
			/>
		</div>
	);
}

function useDraft(roomId: string) {
	const [text, set] = useState("");
	useEffect(() => {
		let shown = true;
		void drafts.get(roomId).then((kept) => shown && kept && set((now) => now || kept));
		return () => {
			shown = false;
		};
	}, [roomId]);
	const setText = (changed: string) => {
		set(changed);
		void (changed ? drafts.set(roomId, changed) : drafts.delete(roomId));
	};
	return { text, setText };
}

/** As high as its text, up to a third of the window. */
function useGrowing(text: string) {
	const field = useRef<HTMLTextAreaElement>(null);
	// biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
	useLayoutEffect(() => {
		const area = field.current;
		if (!area) return;
		area.style.height = "auto";
		area.style.height = `${Math.min(area.scrollHeight, innerHeight / 3)}px`;
	}, [text]);
	return field;
}
