// Power levels as a person thinks of them (spec: m.room.power_levels; creators of version 12 rooms stand above all).

/** What somebody is in a group. */
export type Role = "creator" | "owner" | "admin" | "member" | "muted";

/** The level that each role is given. */
export const levelOfRole = { owner: 100, admin: 50, member: 0, muted: -1 } as const;

/** The role that a level stands for. */
export function roleOf(level: number): Role {
	if (level === Number.POSITIVE_INFINITY) return "creator";
	if (level >= levelOfRole.owner) return "owner";
	if (level >= levelOfRole.admin) return "admin";
	return level < levelOfRole.member ? "muted" : "member";
}

/** Where somebody stands in the list of members. */
export function groupOf(level: number): "admins" | "members" | "muted" {
	if (level >= levelOfRole.admin) return "admins";
	return level < levelOfRole.member ? "muted" : "members";
}

/** The content of m.room.power_levels, as far as it is used here. */
export interface PowerLevels {
	users?: Record<string, number>;
	users_default?: number;
	events?: Record<string, number>;
	events_default?: number;
	state_default?: number;
	invite?: number;
	kick?: number;
	ban?: number;
	redact?: number;
}

/** Whether somebody with level `mine` may give somebody of level `theirs` the level `wanted` (spec: authorization rules). */
export function mayGive(mine: number, theirs: number, wanted: number): boolean {
	return mine > theirs && wanted <= mine && theirs !== wanted;
}

/** The levels after somebody was given one; what the default says already is left out. */
export function withLevel(levels: PowerLevels, userId: string, level: number): PowerLevels {
	const { [userId]: _, ...others } = levels.users ?? {};
	const users = level === (levels.users_default ?? 0) ? others : { ...others, [userId]: level };
	return { ...levels, users };
}

/** What a member of a group in which only admins write may do all the same: react, and take back. */
const stillFree = ["m.reaction", "m.room.redaction"] as const;

/** Whether only admins write. */
export const isQuiet = (levels: PowerLevels): boolean => (levels.events_default ?? 0) >= levelOfRole.admin;

/** The levels with only admins writing, or everybody. */
export function withQuiet(levels: PowerLevels, quiet: boolean): PowerLevels {
	const events = { ...levels.events };
	for (const type of stillFree) {
		if (quiet) events[type] = levels.users_default ?? 0;
		else delete events[type];
	}
	return { ...levels, events, events_default: quiet ? levelOfRole.admin : levelOfRole.member };
}
