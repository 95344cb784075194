// What other features lend to media: the chats' way of writing and showing words. Features do not import each other;
// the app brings them together (app/mediaParts.ts).
import type { Room } from "matrix-js-sdk";
import { type ComponentType, createContext, type ReactNode, useContext } from "react";
import type { Json } from "./content";

/** What was typed about a file, and who was picked for it. */
export interface CaptionText {
	text: string;
	mentions: readonly { userId: string; name: string }[];
}

/** Where a caption is written. */
export interface CaptionFieldProps {
	room: Room;
	written: CaptionText;
	onChange: (change: Partial<CaptionText>) => void;
	onSubmit: () => void;
	label: string;
	placeholder: string;
}

/** All of it. */
export interface MediaParts {
	CaptionField: ComponentType<CaptionFieldProps>;
	/** `body`, its Markdown as HTML, and `m.mentions`. */
	captionContent: (room: Room, written: CaptionText) => Json;
	/** The words of a content. */
	Words: ComponentType<{ content: Json; room: Room }>;
	/** The same in plain words, without the marks of Markdown. */
	plainWords: (content: Json) => string;
}

const Context = createContext<MediaParts | null>(null);

/** Gives the media their parts. */
export function MediaPartsProvider({ parts, children }: { parts: MediaParts; children: ReactNode }) {
	return <Context value={parts}>{children}</Context>;
}

/** The parts. */
export function useMediaParts(): MediaParts {
	const parts = useContext(Context);
	if (!parts) throw new Error("useMediaParts outside of MediaPartsProvider");
	return parts;
}
