// Emoji, and stickers where the app has them, over the composer.
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { useChat } from "../Chat";
import { useChatParts } from "../parts";
import styles from "./Composer.module.css";
import { EmojiPicker } from "./EmojiPicker";

interface EmojiPanelProps {
	isOpen: boolean;
	onClose: () => void;
	onPick: (emoji: string) => void;
}

/** Stays open for several emoji; Escape closes it. */
export function EmojiPanel({ isOpen, onClose, onPick }: EmojiPanelProps) {
	const t = useT();
	const { room, threadId } = useChat();
	const { stickers: Stickers } = useChatParts();
	const [page, setPage] = useState<"emoji" | "stickers">("emoji");
	if (!isOpen) return null;
	return (
		<div
			className={styles.panel}
			role="dialog"
			aria-label={t("chat.emoji")}
			onKeyDown={(event) => {
				if (event.key !== "Escape") return;
				event.preventDefault();
				onClose();
			}}
		>
			{Stickers && (
				<div className={styles.pages} role="tablist">
					{(["emoji", "stickers"] as const).map((one) => (
						<button
							key={one}
							type="button"
							role="tab"
							aria-selected={page === one}
							className={styles.page}
							onClick={() => setPage(one)}
						>
							{t(one === "emoji" ? "chat.emoji" : "chat.stickers")}
						</button>
					))}
				</div>
			)}
			{Stickers && page === "stickers" ? (
				<Stickers room={room} threadId={threadId} close={onClose} />
			) : (
				<EmojiPicker onPick={onPick} />
			)}
		</div>
	);
}
