// Where to write: answers and changes stand above it; beside it what can be attached, emoji, and send or speak.
import { Plus, SendHorizontal, Smile } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
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
import { formatKey, insert } from "./format";
import { ModeBar } from "./ModeBar";
import { SuggestionList } from "./SuggestionList";
import { useBlocked } from "./useBlocked";
import { useEditLast } from "./useEditLast";
import { useSend } from "./useSend";
import { useSuggestions } from "./useSuggestions";

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
	const send = useSend(typing);
	useEffect(() => {
		chat.focusComposer = () => setTimeout(() => field.current?.focus(), 50);
	}, [chat]);
	const Panel = attachment?.Panel;
	return (
		<div className={styles.foot}>
			<ModeBar />
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
	const suggestions = useSuggestions(field, chat);
	const editLast = useEditLast();
	useGrowing(field, draft.text);
	const pressed = (event: React.KeyboardEvent<HTMLTextAreaElement>) => {
		// While an input method composes, Enter and the arrows pick a character.
		if (event.nativeEvent.isComposing || event.keyCode === 229) return;
		if (suggestions.onKey(event) || formatKey(event)) return;
		const send = event.key === "Enter" && !event.shiftKey && (enterSends || event.ctrlKey || event.metaKey);
		if (send) onSend();
		else if (event.key === "Escape" && (draft.replyTo || draft.editing)) chat.draft.cancel();
		else if (event.key !== "ArrowUp" || draft.text !== "" || !editLast()) return;
		event.preventDefault();
	};
	return (
		<>
			<SuggestionList suggestions={suggestions} />
			<textarea
				ref={field}
				className={styles.field}
				rows={1}
				dir="auto"
				aria-label={t("chat.message")}
				placeholder={t(chat.threadId ? "chat.messageThread" : "chat.message")}
				role="combobox"
				aria-autocomplete="list"
				aria-expanded={suggestions.items.length > 0}
				aria-controls="suggestions"
				aria-activedescendant={suggestions.activeId}
				value={draft.text}
				onChange={(event) => {
					chat.draft.change({ text: event.target.value });
					if (event.target.value.trim()) onTyped.typed();
					else onTyped.ended();
					suggestions.look();
				}}
				onSelect={suggestions.look}
				onBlur={suggestions.close}
				onKeyDown={pressed}
				onPaste={(event) => {
					const pasted = [...event.clipboardData.files];
					if (pasted.length === 0 || !files) return;
					event.preventDefault();
					files(pasted, chat.room, chat.threadId);
				}}
			/>
		</>
	);
}

/** One notice per chat; it ends when the chat is left. */
function useTypingNotice(roomId: string): TypingNotice {
	const client = useClient();
	const [notice] = useState(() => new TypingNotice(client, roomId));
	useEffect(() => () => notice.ended(), [notice]);
	return notice;
}

/** As high as its text, up to a third of the window. */
function useGrowing(field: React.RefObject<HTMLTextAreaElement | null>, text: string): void {
	useLayoutEffect(() => {
		const area = field.current;
		if (!area) return;
		area.style.height = text ? "auto" : "";
		// An empty field has its one row; to measure it would lay out the whole chat twice when it is opened.
		if (!text) return;
		area.style.height = `${Math.min(area.scrollHeight, innerHeight / 3)}px`;
	}, [field, text]);
}
