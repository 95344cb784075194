// The chats that were open last on this device, for the switcher.

const key = "causeway.recent";
const most = 20;

/** Room ids, the last one first. */
export function recentRooms(): string[] {
	try {
		const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
		return Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : [];
	} catch {
		// Storage denied or damaged: the list's own order serves.
		return [];
	}
}

/** Notes that a chat was opened. */
export function noteRecent(roomId: string): void {
	try {
		const rooms = [roomId, ...recentRooms().filter((one) => one !== roomId)].slice(0, most);
		localStorage.setItem(key, JSON.stringify(rooms));
	} catch {
		// Storage denied: not remembered.
	}
}
