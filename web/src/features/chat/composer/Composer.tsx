// Where to write: answers and changes stand above it; beside it what can be attached, emoji, and send or speak.
import { Plus, SendHorizontal, Smile } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useT } from "@/lib/i18n";
import { useSettings } from "@/lib/settings";
import { useClient } from "@/matrix/react";
import { TypingNotice } from "@/matrix/typing";
import { IconButton } from "@/ui/Button";
import { Menu } from "@/ui/Menu";
import { useChat } from "../Chat";
import { type Attachment, useChatParts } from "../parts";
import { Blocked } from "./Blocked";
import styles from "./Composer.module.css";
import { useDraft } from "./draft";
import { EmojiPanel } from "./EmojiPanel";
import { insert } from "./format";
import { ModeBar } from "./ModeBar";
import { TextField } from "./TextField";
import { TooLong } from "./TooLong";
import { useBlocked } from "./useBlocked";
import { useEditLast } from "./useEditLast";
import { useSend } from "./useSend";

/** Says why, where one may not write. */
export function Composer() {
	const chat = useChat();
	const reason = useBlocked(chat.room);
	return reason ? <Blocked room={chat.room} reason={reason} /> : <Writing />;
}

function Writing() {
	const chat = useChat();
	const { room, threadId } = chat;
	const draft = useDraft(chat.draft);
	const field = useRef<HTMLTextAreaElement>(null);
	const [emoji, setEmoji] = useState(false);
	const [attachment, setAttachment] = useState<Attachment | null>(null);
	const typing = useTypingNotice(room.roomId);
	const { send, tooLong, sendAsFile } = useSend(typing);
	useEffect(() => {
		chat.focusComposer = () => setTimeout(() => field.current?.focus(), 50);
	}, [chat]);
	const Panel = attachment?.Panel;
	return (
		<div className={styles.foot}>
			<ModeBar />
			{tooLong && <TooLong onFile={draft.editing ? undefined : sendAsFile} />}
			<div className={styles.composer}>
				<AttachMenu onChoose={setAttachment} />
				<Field field={field} onSend={send} onTyped={typing} />
				<EmojiPanel
					isOpen={emoji}
					onClose={() => setEmoji(false)}
					onPick={(picked) => insert(field.current, picked)}
				/>
				<EmojiButton emoji={emoji} onPress={() => setEmoji(!emoji)} />
				<SendOrSpeak empty={!draft.text.trim()} onSend={send} />
			</div>
			{Panel && <Panel room={room} threadId={threadId} close={() => setAttachment(null)} />}
		</div>
	);
}

function EmojiButton({ emoji, onPress }: { emoji: boolean; onPress: () => void }) {
	const t = useT();
	return <IconButton icon={Smile} label={t("chat.emoji")} pressed={emoji} onPress={onPress} />;
}

function AttachMenu({ onChoose }: { onChoose: (attachment: Attachment) => void }) {
	const t = useT();
	const { attachments } = useChatParts();
	if (attachments.length === 0) return null;
	return (
		<Menu
			label={t("chat.attach")}
			placement="top start"
			entries={attachments.map((one) => ({
				id: one.id,
				label: t(one.label),
				icon: one.icon,
				perform: () => onChoose(one),
			}))}
		>
			<IconButton icon={Plus} label={t("chat.attach")} />
		</Menu>
	);
}

function SendOrSpeak({ empty, onSend }: { empty: boolean; onSend: () => void }) {
	const t = useT();
	const { room, threadId, draft } = useChat();
	const { voice: Voice } = useChatParts();
	const { editing } = useDraft(draft);
	if (empty && Voice && !editing) return <Voice room={room} threadId={threadId} />;
	return (
		<IconButton
			icon={SendHorizontal}
			label={t(editing ? "chat.saveEdit" : "chat.send")}
			kind="accent"
			isDisabled={empty}
			onPress={onSend}
		/>
	);
}

interface FieldProps {
	field: React.RefObject<HTMLTextAreaElement | null>;
	onSend: () => void;
	onTyped: TypingNotice;
}

function Field({ field, onSend, onTyped }: FieldProps) {
	const t = useT();
	const chat = useChat();
	const { enterSends } = useSettings();
	const { files } = useChatParts();
	const draft = useDraft(chat.draft);
	const editLast = useEditLast();
	const key = (event: React.KeyboardEvent): boolean => {
		if (event.key === "ArrowUp") return draft.text === "" && editLast();
		const send = event.key === "Enter" && !event.shiftKey && (enterSends || event.ctrlKey || event.metaKey);
		if (send) onSend();
		else if (event.key === "Escape" && (draft.replyTo || draft.editing)) chat.draft.cancel();
		else return false;
		return true;
	};
	return (
		<TextField
			room={chat.room}
			field={field}
			written={draft}
			onChange={(change) => {
				chat.draft.change(change);
				if (change.text === undefined) return;
				if (change.text.trim()) onTyped.typed();
				else onTyped.ended();
			}}
			label={t("chat.message")}
			placeholder={t(chat.threadId ? "chat.messageThread" : "chat.message")}
			onKey={key}
			onFiles={(pasted) => {
				files?.(pasted, chat.room, chat.threadId);
				return files !== undefined;
			}}
		/>
	);
}

/** One notice per chat; it ends when the chat is left. */
function useTypingNotice(roomId: string): TypingNotice {
	const client = useClient();
	const [notice] = useState(() => new TypingNotice(client, roomId));
	useEffect(() => () => notice.ended(), [notice]);
	return notice;
}
