// Links to people: short on their own server, complete elsewhere; and where an address leads inside the app.
import { useClient } from "@/matrix/react";
import type { Address, Here } from "./address";

/** Where we are. */
export function useHere(): Here {
	return { origin: location.origin, serverName: useClient().getDomain() ?? location.host };
}

/** A link that opens somebody's page: `<origin>/@mei`. */
export function personLink(userId: string, here: Here): string {
	const own = userId.endsWith(`:${here.serverName}`) && userId.slice(0, -here.serverName.length - 1);
	// The characters of user ids that mean something in an address.
	return `${here.origin}/${encodeURIComponent(own || userId)
		.replaceAll("%40", "@")
		.replaceAll("%3A", ":")}`;
}

/** The same for other Matrix apps (spec: matrix URI scheme). */
export const personUri = (userId: string): string =>
	`matrix:u/${encodeURIComponent(userId.slice(1))}?action=chat`;

/** The place of a person in the app. */
export const personPlace = (userId: string): string => `/contacts/${encodeURIComponent(userId)}`;

/** Where an address leads inside the app; an invitation leads nowhere, as one is in already. */
export function placeOf(address: Address): string | null {
	if (address.kind === "person") return personPlace(address.userId);
	if (address.kind === "invitation") return null;
	const via = new URLSearchParams(address.via.map((server) => ["via", server]));
	return `/chat/${encodeURIComponent(address.id)}${via.size > 0 ? `?${via}` : ""}`;
}
