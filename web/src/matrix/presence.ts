// Whether somebody is here, or when they were last (spec: presence).
import { UserEvent } from "matrix-js-sdk";
import { useChanges, useClient } from "./react";

/** `online`; or when they were last seen, Unix milliseconds; `null`: nobody knows, or they do not tell. */
export function usePresence(userId: string | null): "online" | number | null {
	const client = useClient();
	const user = userId ? client.getUser(userId) : null;
	useChanges(user, [UserEvent.Presence, UserEvent.LastPresenceTs, UserEvent.CurrentlyActive]);
	if (!user) return null;
	if (user.presence === "online" || user.currentlyActive) return "online";
	const seen = user.getLastActiveTs();
	return user.lastPresenceTs > 0 && user.lastActiveAgo > 0 && seen > 0 ? seen : null;
}
