// Ctrl K: to any person, chat, page or action by a few letters. The keyboard alone is enough.
import { Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { matching } from "@/features/search/match";
import { useT } from "@/lib/i18n";
import { useContacts } from "@/matrix/contacts";
import { useRunsServer } from "@/matrix/me";
import { nameOf, PersonAvatar, RoomAvatar, roomNameOf } from "@/matrix/people";
import { useRoomList } from "@/matrix/rooms";
import { recentRooms } from "./recent";
import styles from "./Switcher.module.css";
import { type Around, actions, keysLabel } from "./shortcuts";

/** One line. */
interface Choice {
	id: string;
	names: readonly string[];
	label: string;
	detail?: string;
	picture: ReactNode;
	keys?: string;
	perform: () => void;
}

/** So many lines are shown; typing narrows. */
const most = 12;

interface SwitcherProps {
	around: Around;
	onClose: () => void;
}

/** Mounted while open. */
export default function Switcher({ around, onClose }: SwitcherProps) {
	const t = useT();
	const id = useId();
	const [typed, setTyped] = useState("");
	const [at, setAt] = useState(0);
	const list = useRef<HTMLDivElement>(null);
	const choices = useChoices(around, typed);
	const active = Math.min(at, choices.length - 1);
	useEffect(() => {
		list.current?.children[active]?.scrollIntoView({ block: "nearest" });
	}, [active]);
	const take = (choice: Choice | undefined) => {
		if (!choice) return;
		onClose();
		choice.perform();
	};
	const press = (event: KeyboardEvent) => {
		if (event.nativeEvent.isComposing) return;
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step && choices.length > 0) setAt((active + step + choices.length) % choices.length);
		else if (event.key === "Enter") take(choices[active]);
		else return;
		event.preventDefault();
	};
	return (
		<ModalOverlay
			isOpen
			isDismissable
			onOpenChange={(open) => !open && onClose()}
			className={styles.overlay ?? ""}
		>
			<Modal className={styles.modal ?? ""}>
				<Dialog aria-label={t("app.action.switcher")} className={styles.dialog}>
					<div className={styles.field}>
						<Search size={20} strokeWidth={1.75} aria-hidden />
						<input
							className={styles.input}
							role="combobox"
							aria-expanded
							aria-controls={`${id}-list`}
							aria-activedescendant={choices.length > 0 ? `${id}-${active}` : undefined}
							aria-label={t("app.switcher.hint")}
							placeholder={t("app.switcher.hint")}
							value={typed}
							onChange={(event) => {
								setTyped(event.target.value);
								setAt(0);
							}}
							onKeyDown={press}
							autoComplete="off"
							autoFocus
						/>
						<kbd className={styles.keys}>Esc</kbd>
					</div>
					<div
						ref={list}
						id={`${id}-list`}
						role="listbox"
						aria-label={t("app.action.switcher")}
						className={styles.list}
					>
						{choices.map((choice, i) => (
							// biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keyboard (combobox pattern)
							<div
								key={choice.id}
								id={`${id}-${i}`}
								role="option"
								tabIndex={-1}
								aria-selected={i === active}
								className={styles.choice}
								onMouseMove={() => setAt(i)}
								onClick={() => take(choice)}
							>
								{choice.picture}
								<span className={styles.words}>
									<span className={styles.label} dir="auto">
										{choice.label}
									</span>
									{choice.detail && <span className={styles.detail}>{choice.detail}</span>}
								</span>
								{choice.keys && <kbd className={styles.keys}>{keysLabel(choice.keys)}</kbd>}
							</div>
						))}
						{choices.length === 0 && <p className={styles.nothing}>{t("app.switcher.nothing")}</p>}
					</div>
				</Dialog>
			</Modal>
		</ModalOverlay>
	);
}

/** The chats that were open last come first; then, or as one types, everything that answers. */
function useChoices(around: Around, typed: string): Choice[] {
	const t = useT();
	const { joined } = useRoomList();
	const { people } = useContacts();
	const runs = useRunsServer();
	return useMemo(() => {
		const { client, go, roomId } = around;
		const recent = recentRooms();
		const chats = joined
			.filter((one) => one.roomId !== roomId)
			.map((one): Choice & { order: number } => {
				const label = roomNameOf(client, one.room, one.directUserId);
				return {
					id: one.roomId,
					order: recent.includes(one.roomId) ? recent.indexOf(one.roomId) : recent.length,
					names: [
						label,
						...(one.directUserId ? [nameOf(client, one.directUserId), one.directUserId.slice(1)] : []),
					],
					label,
					...(one.unread > 0 ? { detail: t("app.switcher.unread", { count: one.unread }) } : {}),
					picture: <RoomAvatar room={one.room} directUserId={one.directUserId} size={32} />,
					perform: () => go(`/chat/${encodeURIComponent(one.roomId)}`),
				};
			})
			.sort((a, b) => a.order - b.order);
		const direct = new Set(joined.flatMap((one) => one.directUserId ?? []));
		const others = people
			.filter((one) => !direct.has(one.userId))
			.map(
				(one): Choice => ({
					id: one.userId,
					names: [one.name, one.userId.slice(1)],
					label: one.name,
					detail: one.userId,
					picture: <PersonAvatar userId={one.userId} size={32} />,
					perform: () => go(`/contacts/${encodeURIComponent(one.userId)}`),
				}),
			);
		const deeds = actions
			.filter((one) => one.id !== "switcher" && (runs || !one.host))
			.map(
				({ id, label, icon: Icon, keys, perform }): Choice => ({
					id,
					names: [t(label)],
					label: t(label),
					picture: (
						<span className={styles.sign}>
							<Icon size={18} strokeWidth={1.75} aria-hidden />
						</span>
					),
					...(keys ? { keys } : {}),
					perform: () => perform(around),
				}),
			);
		if (!typed.trim()) return [...chats.slice(0, 7), ...deeds].slice(0, most);
		return matching<Choice>([...chats, ...others, ...deeds], typed, (one) => one.names).slice(0, most);
	}, [around, joined, people, runs, typed, t]);
}
