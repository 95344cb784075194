// Links to groups: by address where there is one, else by id with servers that know it (spec: routing).
import { EventTimeline, EventType, type Room } from "matrix-js-sdk";

const viaMax = 3;

/** Servers through which a room is reached: that of the most powerful person, then those with most people. */
function viaServers(room: Room): string[] {
	const count = new Map<string, number>();
	let best: { server: string; level: number } | undefined;
	for (const { userId, powerLevel } of room.getJoinedMembers()) {
		const server = userId.slice(userId.indexOf(":") + 1);
		count.set(server, (count.get(server) ?? 0) + 1);
		if (!best || powerLevel > best.level) best = { server, level: powerLevel };
	}
	const popular = [...count].sort(([, a], [, b]) => b - a).map(([server]) => server);
	return [...new Set([...(best ? [best.server] : []), ...popular])].slice(0, viaMax);
}

/** The room's main address, if it has one. */
export function aliasOf(room: Room): string | null {
	return room.getCanonicalAlias();
}

/** A link that opens the group, or its preview: `<origin>/chat/…`. */
export function roomLink(room: Room, origin: string, ownServer: string): string {
	const alias = aliasOf(room);
	if (alias) return `${origin}/chat/${encodeURIComponent(alias)}`;
	const via = viaServers(room);
	const query = via.every((server) => server === ownServer)
		? ""
		: `?${new URLSearchParams(via.map((server) => ["via", server]))}`;
	return `${origin}/chat/${encodeURIComponent(room.roomId)}${query}`;
}

/** The content of a state event; `{}` where there is none. */
export function stateOf(room: Room, type: string, key = ""): Record<string, unknown> {
	return (
		room.getLiveTimeline().getState(EventTimeline.FORWARDS)?.getStateEvents(type, key)?.getContent() ?? {}
	);
}

/** Whether I may change a kind of state. */
export function mayState(room: Room, type: string): boolean {
	const state = room.getLiveTimeline().getState(EventTimeline.FORWARDS);
	return state?.maySendStateEvent(type, room.client.getSafeUserId()) ?? false;
}

/** Who may come in (spec: m.room.join_rules). */
export type JoinRule = "invite" | "knock" | "public" | "restricted" | "knock_restricted" | "private";

/** The room's join rule. */
export function joinRuleOf(room: Room): JoinRule {
	const rule = stateOf(room, EventType.RoomJoinRules).join_rule;
	return typeof rule === "string" ? (rule as JoinRule) : "invite";
}
