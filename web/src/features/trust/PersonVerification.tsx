// On a person's page: the row that verifies them, where there is an encrypted chat to do it in.
import { findDirect } from "@/matrix/direct";
import { useClient } from "@/matrix/react";
import { PersonSafety } from "./PersonSafety";

/** Nothing for people with whom I have no chat. */
export function PersonVerification({ userId }: { userId: string }) {
	const client = useClient();
	const room = findDirect(client, userId);
	if (!room?.hasEncryptionStateEvent() || userId === client.getSafeUserId()) return null;
	return <PersonSafety userId={userId} room={room} />;
}
