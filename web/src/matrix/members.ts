// Everybody in a room: members come from the server with the first look at them (lazy loading).
import type { Room } from "matrix-js-sdk";
import { useEffect, useState } from "react";

/** Whether all are known here, as far as they could be had. */
export function useAllMembers(room: Room): boolean {
	const [loaded, setLoaded] = useState(() => room.membersLoaded());
	useEffect(() => {
		let shown = true;
		const done = () => shown && setLoaded(true);
		room.loadMembersIfNeeded().then(done, done);
		return () => {
			shown = false;
		};
	}, [room]);
	return loaded;
}
