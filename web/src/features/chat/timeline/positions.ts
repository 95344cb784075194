// Where somebody left off reading in a chat, for coming back to it; only for the chats visited last.

/** A message, and how many pixels of it were above the upper edge. */
interface Position {
	eventId: string;
	above: number;
}

const keptMax = 40;
const kept = new Map<string, Position>();

/** Remembers the place; `null`: the end, where everybody starts. */
export function rememberPosition(key: string, position: Position | null): void {
	kept.delete(key);
	if (position) kept.set(key, position);
	const [oldest] = kept.keys();
	if (kept.size > keptMax && oldest) kept.delete(oldest);
}

/** The remembered place. */
export const positionOf = (key: string): Position | undefined => kept.get(key);
