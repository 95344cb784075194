// The words beside a picture, film or file, written as a message is: Markdown, people, emoji.
import type { Room } from "matrix-js-sdk";
import { type KeyboardEvent, useRef } from "react";
import { TextField, type Written } from "./TextField";

interface CaptionFieldProps {
	room: Room;
	written: Written;
	onChange: (change: Partial<Written>) => void;
	onSubmit: () => void;
	label: string;
	placeholder: string;
}

/** More is a message of its own. */
const longest = 4_000;

/** Enter sends, with Shift it begins a line. */
export function CaptionField({ onSubmit, ...rest }: CaptionFieldProps) {
	const field = useRef<HTMLTextAreaElement>(null);
	const key = (event: KeyboardEvent): boolean => {
		if (event.key !== "Enter" || event.shiftKey) return false;
		onSubmit();
		return true;
	};
	return <TextField {...rest} field={field} onKey={key} size="small" maxLength={longest} />;
}
