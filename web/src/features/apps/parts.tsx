// What other features lend to mini-apps. Features do not import each other; the app brings them together
// (app/appsParts.ts).
import type { Room } from "matrix-js-sdk";
import { createContext, type ReactNode, useContext } from "react";

/** A file that was sent in a chat. */
export interface SentFile {
	/** Its event. */
	id: string;
	name: string;
	type: string;
	/** As its sender says; `null`: they did not. */
	bytes: number | null;
	/** `null` if it cannot be had. */
	load: () => Promise<File | null>;
}

/** All of it. */
export interface AppsParts {
	/** Shows files before they are sent. */
	offerFiles: (files: File[], room: Room, threadId: string | null) => void;
	/** The files of a chat that are at hand, the newest first. */
	sentFiles: (room: Room) => SentFile[];
}

const Context = createContext<AppsParts | null>(null);

/** Gives the mini-apps their parts. */
export function AppsPartsProvider({ parts, children }: { parts: AppsParts; children: ReactNode }) {
	return <Context value={parts}>{children}</Context>;
}

/** The parts. */
export function useAppsParts(): AppsParts {
	const parts = useContext(Context);
	if (!parts) throw new Error("useAppsParts outside of AppsPartsProvider");
	return parts;
}
