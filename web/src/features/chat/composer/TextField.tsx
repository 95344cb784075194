// A field for words with Markdown, emoji and people. It is a textarea, so that input methods, undo and screen readers
// work as everywhere; the names of people who were picked are coloured by a layer behind it.
import type { Room } from "matrix-js-sdk";
import { type KeyboardEvent, type RefObject, useEffect, useId, useLayoutEffect, useRef } from "react";
import type { Mention } from "../message/markdown";
import { mentionToDelete } from "../message/mentionRanges";
import { formatKey } from "./format";
import { Pills } from "./Pills";
import { SuggestionList } from "./SuggestionList";
import styles from "./TextField.module.css";
import { useSuggestions } from "./useSuggestions";

/** What was typed, and who was picked for it. */
export interface Written {
	text: string;
	/** A name that was deleted from the text does not count. */
	mentions: readonly Mention[];
}

interface TextFieldProps {
	room: Room;
	field: RefObject<HTMLTextAreaElement | null>;
	written: Written;
	onChange: (change: Partial<Written>) => void;
	label: string;
	placeholder: string;
	/** Keys that the suggestions and the Markdown leave over; whether it was taken. */
	onKey: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
	/** Whether the files were taken. */
	onFiles?: (files: File[]) => boolean;
	/** "small": the list of suggestions has little room. */
	size?: "small";
	maxLength?: number;
}

/** As high as its text, up to a third of the window. */
export function TextField({ room, field, written, onChange, label, placeholder, ...rest }: TextFieldProps) {
	const { text, mentions } = written;
	const id = useId();
	const layer = useRef<HTMLDivElement>(null);
	const suggestions = useSuggestions(field, room, id, (mention) =>
		onChange({ mentions: [...mentions, mention] }),
	);
	useFitting(field, layer, written);
	useDeletedAsOne(field, written);
	const pressed = (event: KeyboardEvent<HTMLTextAreaElement>) => {
		// While an input method composes, Enter and the arrows pick a character.
		if (event.nativeEvent.isComposing || event.keyCode === 229) return;
		// Escape closes the list, not the dialog around the field.
		if (suggestions.onKey(event)) return event.stopPropagation();
		if (formatKey(event)) return;
		if (rest.onKey(event)) event.preventDefault();
	};
	return (
		<div className={styles.around}>
			<SuggestionList id={id} suggestions={suggestions} room={room} small={rest.size === "small"} />
			<Pills layer={layer} written={written} />
			<textarea
				ref={field}
				className={styles.field}
				rows={1}
				dir="auto"
				maxLength={rest.maxLength}
				aria-label={label}
				placeholder={placeholder}
				role="combobox"
				aria-autocomplete="list"
				aria-expanded={suggestions.items.length > 0}
				aria-controls={id}
				aria-activedescendant={suggestions.activeId}
				value={text}
				onChange={(event) => {
					onChange({ text: event.target.value });
					suggestions.look();
				}}
				onSelect={suggestions.look}
				onBlur={suggestions.close}
				onScroll={() => follow(field.current, layer.current)}
				onKeyDown={pressed}
				onPaste={(event) => {
					const pasted = [...event.clipboardData.files];
					if (pasted.length > 0 && rest.onFiles?.(pasted)) event.preventDefault();
				}}
			/>
		</div>
	);
}

/** Longer texts fill the field anyway: to measure them with each key would make typing slow. */
const measuredUpTo = 8_000;

/** The layer shows what the field shows. */
function follow(area: HTMLTextAreaElement | null, layer: HTMLDivElement | null): void {
	if (area && layer) layer.scrollTop = area.scrollTop;
}

/** The field is as high as its text; the layer breaks its lines where the field does, a scroll bar beside them or not. */
function useFitting(
	field: RefObject<HTMLTextAreaElement | null>,
	layer: RefObject<HTMLDivElement | null>,
	written: Written,
): void {
	useLayoutEffect(() => {
		const area = field.current;
		if (!area) return;
		const most = innerHeight / 3;
		// An empty field has its one row; to measure it would lay out the whole chat twice when it is opened.
		if (!written.text) area.style.height = "";
		else if (written.text.length > measuredUpTo) area.style.height = `${most}px`;
		else {
			area.style.height = "auto";
			area.style.height = `${Math.min(area.scrollHeight, most)}px`;
		}
		if (layer.current) layer.current.style.width = `${area.clientWidth}px`;
		follow(area, layer.current);
	}, [field, layer, written]);
}

/** Deleting a letter of somebody's name deletes the name, in a way that undo takes back. */
function useDeletedAsOne(field: RefObject<HTMLTextAreaElement | null>, { mentions }: Written): void {
	useEffect(() => {
		const area = field.current;
		if (!area || mentions.length === 0) return;
		// React's own event of this name is another one.
		const before = (event: InputEvent) => {
			if (!event.cancelable || event.isComposing || area.selectionStart !== area.selectionEnd) return;
			const range = mentionToDelete(area.value, mentions, area.selectionStart, event.inputType);
			if (!range) return;
			event.preventDefault();
			area.setSelectionRange(range.start, range.end);
			document.execCommand("delete");
		};
		area.addEventListener("beforeinput", before);
		return () => area.removeEventListener("beforeinput", before);
	}, [field, mentions]);
}
