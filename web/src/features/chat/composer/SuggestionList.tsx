// The people or emoji that would complete what is being written; the field keeps the focus.
import { UsersRound } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { useT } from "@/lib/i18n";
import { PersonAvatar } from "@/matrix/people";
import styles from "./Composer.module.css";
import { optionId, type useSuggestions } from "./useSuggestions";

interface SuggestionListProps {
	id: string;
	suggestions: ReturnType<typeof useSuggestions>;
	room: Room;
	small: boolean;
}

/** Nothing while nothing is completed. */
export function SuggestionList({ id, suggestions, room, small }: SuggestionListProps) {
	const t = useT();
	const { items, active, choose } = suggestions;
	if (items.length === 0) return null;
	return (
		<div
			id={id}
			className={styles.suggestions}
			data-small={small || undefined}
			role="listbox"
			aria-label={t("chat.suggestions")}
		>
			{items.map((item, i) => (
				// biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys of its list (ARIA combobox)
				// biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
				<div
					key={item.id}
					id={optionId(id, item)}
					role="option"
					aria-selected={i === active}
					className={styles.suggestion}
					onPointerDown={(event) => event.preventDefault()}
					onClick={() => choose(item)}
				>
					{item.emoji ? (
						<span className={styles.suggestedEmoji}>{item.emoji}</span>
					) : item.userId ? (
						<PersonAvatar userId={item.userId} room={room} size={28} />
					) : (
						<UsersRound size={20} strokeWidth={1.75} aria-hidden />
					)}
					<bdi>{item.id === "room" ? t("chat.everybody") : item.label}</bdi>
				</div>
			))}
		</div>
	);
}
