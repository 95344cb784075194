// What other features lend to media: the chats' way of writing and showing words. Features do not import each other;
// the app brings them together (app/mediaParts.ts).
import type { Room } from "matrix-js-sdk";
import { type ComponentType, createContext, type ReactNode, useContext } from "react";
import type { Translate } from "@/lib/i18n";
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

/** A file that has a meaning for another feature. */
export interface SpecialFile {
	/** Its type, as the message says it. */
	type: string;
	thumbnail: Blob | null;
	/** What is added to the message. */
	content: Json;
}

/** Why a file is not what it is called; its message is for the person. */
export class BrokenFile extends Error {}

/** All of it. */
export interface MediaParts {
	CaptionField: ComponentType<CaptionFieldProps>;
	/** `body`, its Markdown as HTML, and `m.mentions`. */
	captionContent: (room: Room, written: CaptionText) => Json;
	/** A file that is more than a file; `null`: it is not. Throws a `BrokenFile` where it only looks like one. */
	special: (file: File, t: Translate) => Promise<SpecialFile | null>;
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
