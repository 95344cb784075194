// Who is writing, as words.
import type { Room } from "matrix-js-sdk";
import { useT } from "@/lib/i18n";
import { nameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";

/** "typing…" in a chat of two, "Wei is typing…" in a group; `null`: nobody. */
export function useTypingWords(
	room: Room,
	userIds: readonly string[],
	directUserId: string | null,
): string | null {
	const t = useT();
	const client = useClient();
	const [first, second] = userIds;
	if (!first) return null;
	if (directUserId) return t("chat.typing.direct");
	const name = (userId: string) => `\u2068${nameOf(client, userId, room)}\u2069`;
	if (!second) return t("chat.typing.one", { name: name(first) });
	return userIds.length === 2
		? t("chat.typing.two", { first: name(first), second: name(second) })
		: t("chat.typing.many", { count: userIds.length });
}
