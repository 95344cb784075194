// Where a comment is written: people are offered after "@", Enter sends.
import { SendHorizontal, X } from "lucide-react";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { IconButton } from "@/ui/Button";
import { useVideoApi } from "../api";
import { nameBegun } from "../captions";
import { changeVideo } from "../feed/videos";
import { engineOf } from "../foryou/engine";
import { MentionList } from "../MentionList";
import { useMaker } from "../makers";
import type { VideoComment } from "../shapes";
import styles from "./CommentsPanel.module.css";

interface SayProps {
	video: string;
	/** The comment that is answered. */
	answered: VideoComment | null;
	/** The author, and who has said something. */
	near: readonly string[];
	onAnswer: (comment: VideoComment | null) => void;
	onSaid: (comment: VideoComment) => void;
}

/** Mount with the answered comment's id as key. */
export function Say({ video, answered, near, onAnswer, onSaid }: SayProps) {
	const t = useT();
	const api = useVideoApi();
	const client = useClient();
	const field = useRef<HTMLTextAreaElement>(null);
	const [text, setText] = useState("");
	const [cursor, setCursor] = useState(0);
	// The same until it is said: trying again after a lost answer says nothing twice.
	const [txn, setTxn] = useState(() => crypto.randomUUID());
	const { busy, run } = useAction();
	const { name } = useMaker(answered?.author ?? "", 36);
	const begun = nameBegun(text, cursor);
	const mention = (who: string, from: number) => {
		const words = `${who} `;
		const after = from + words.length;
		// At once: a key that is pressed before the next frame belongs behind the name.
		flushSync(() => {
			setText(`${text.slice(0, from)}${words}${text.slice(cursor)}`);
			setCursor(after);
		});
		field.current?.focus();
		field.current?.setSelectionRange(after, after);
	};
	const send = () =>
		void run(
			async () => {
				const comment = await api.comment(video, text.trim(), answered?.id ?? null, txn);
				setText("");
				setTxn(crypto.randomUUID());
				changeVideo(video, (now) => ({
					...now,
					counts: { ...now.counts, comments: now.counts.comments + 1 },
				}));
				engineOf(client).act(video, "comment", true);
				onSaid(comment);
			},
			{ M_FORBIDDEN: "video.mayNotComment" },
		);
	const ready = text.trim() !== "" && !busy;
	const label = answered ? t("video.answerTo", { name }) : t("video.say");
	return (
		<form
			className={styles.say}
			onSubmit={(event) => {
				event.preventDefault();
				if (ready) send();
			}}
		>
			{begun && (
				<div className={styles.offered}>
					<MentionList typed={begun.typed} near={near} onPick={(who) => mention(who, begun.from)} />
				</div>
			)}
			{answered && (
				<IconButton icon={X} label={t("video.answerNot")} size={18} onPress={() => onAnswer(null)} />
			)}
			<textarea
				ref={field}
				className={styles.field}
				rows={1}
				maxLength={1_000}
				aria-label={label}
				placeholder={label}
				dir="auto"
				value={text}
				// biome-ignore lint/a11y/noAutofocus: somebody has just pressed "Answer"
				autoFocus={answered !== null}
				onChange={(event) => {
					setText(event.target.value);
					setCursor(event.target.selectionStart);
				}}
				onSelect={(event) => setCursor(event.currentTarget.selectionStart)}
				onKeyDown={(event) => {
					if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
					event.preventDefault();
					if (ready) send();
				}}
			/>
			<IconButton
				icon={SendHorizontal}
				kind="accent"
				label={t("video.send")}
				type="submit"
				isDisabled={!ready}
			/>
		</form>
	);
}
