// What a room without a name is called. The SDK's own words are English ("Empty room", "and 2 others"); these are in every
// language the same.
import { type RoomNameState, RoomNameType } from "matrix-js-sdk";

/** So many people are named. */
const named = 3;

/** The people in it: "Ana, Tom, Jun +4"; who was in it, where they have left; `null`: a name of its own, or nobody ever. */
export function generatedName(state: RoomNameState): string | null {
	if (state.type === RoomNameType.EmptyRoom) return state.oldName ?? null;
	if (state.type === RoomNameType.Actual) return state.name;
	const names = state.names.slice(0, named);
	const more = state.count - names.length;
	return names.join(", ") + (more > 0 ? ` +${more}` : "");
}
