// What other features add to a chat's details. Features do not import each other; the app brings them together
// (app/detailParts.ts).
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { type ComponentType, createContext, type ReactNode, useContext } from "react";
import type { Translate } from "@/lib/i18n";

/** The additions. */
export interface RoomParts {
	/** Photos, files and links of a chat: the screen behind "Photos and files". */
	Media?: ComponentType<{ room: Room }>;
	/** The threads of a chat: the screen behind "Threads". */
	Threads?: ComponentType<{ room: Room }>;
	/** A row that saves the chat as an archive. */
	Export?: ComponentType<{ room: Room }>;
	/** A message as one line of plain words. */
	excerptOf: (event: MatrixEvent, t: Translate) => string;
}

const Context = createContext<RoomParts>({ excerptOf: () => "" });

/** Gives the details their additions. */
export function RoomPartsProvider({ parts, children }: { parts: RoomParts; children: ReactNode }) {
	return <Context value={parts}>{children}</Context>;
}

/** The additions. */
export const useRoomParts = (): RoomParts => useContext(Context);
