// What other features lend to videos. Features do not import each other; the app brings them together
// (app/videoParts.tsx).
import { type ComponentType, createContext, type ReactNode, useContext } from "react";

/** A message as it is sent. */
export interface ShareMessage {
	type: string;
	content: Record<string, unknown>;
}

/** The additions. */
export interface VideoParts {
	/** Sends a message into chats that one chooses. */
	SendToChats?: ComponentType<{ message: ShareMessage; onClose: () => void; onSent: () => void }>;
}

const Context = createContext<VideoParts>({});

/** Gives the videos their additions. */
export function VideoPartsProvider({ parts, children }: { parts: VideoParts; children: ReactNode }) {
	return <Context value={parts}>{children}</Context>;
}

/** The additions. */
export const useVideoParts = (): VideoParts => useContext(Context);
