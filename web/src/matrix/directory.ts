// Finding people whom one does not know yet.
import type { MatrixClient } from "matrix-js-sdk";
import { useEffect, useState } from "react";
import { visible } from "./people";
import { useClient } from "./react";

/** Somebody who was found. */
export interface FoundPerson {
	userId: string;
	name: string;
	/** `mxc://…` */
	picture: string | null;
}

/** How long typing has to rest before the server is asked. */
const restMs = 250;

/** The user directory's answer to what is typed; `undefined` while it is awaited, "failed" when there is none. */
export function useFoundPeople(typed: string): readonly FoundPerson[] | undefined | "failed" {
	const client = useClient();
	const term = typed.trim();
	const [answer, setAnswer] = useState<{ term: string; found: readonly FoundPerson[] | "failed" }>();
	useEffect(() => {
		if (!term) return;
		let shown = true;
		const timer = setTimeout(() => {
			searchPeople(client, term).then(
				(found) => shown && setAnswer({ term, found }),
				() => shown && setAnswer({ term, found: "failed" }),
			);
		}, restMs);
		return () => {
			shown = false;
			clearTimeout(timer);
		};
	}, [client, term]);
	if (!term) return [];
	return answer?.term === term ? answer.found : undefined;
}

async function searchPeople(client: MatrixClient, term: string): Promise<FoundPerson[]> {
	const { results } = await client.searchUserDirectory({ term, limit: 30 });
	return results
		.filter((one) => one.user_id !== client.getSafeUserId())
		.map((one) => ({
			userId: one.user_id,
			name: visible(one.display_name) ?? one.user_id.replace(/^@([^:]*):.*$/s, "$1"),
			picture: one.avatar_url ?? null,
		}));
}

/** The profile of somebody by exact id; `null`: there is nobody of this name. */
export function useProfile(userId: string): FoundPerson | null | undefined | "failed" {
	const client = useClient();
	const [answer, setAnswer] = useState<{ userId: string; found: FoundPerson | null | "failed" }>();
	useEffect(() => {
		let shown = true;
		client.getProfileInfo(userId).then(
			({ displayname, avatar_url: picture }) =>
				shown &&
				setAnswer({
					userId,
					found: {
						userId,
						name: visible(displayname) ?? userId.replace(/^@([^:]*):.*$/s, "$1"),
						picture: picture ?? null,
					},
				}),
			(error: { errcode?: string }) =>
				shown && setAnswer({ userId, found: error.errcode === "M_NOT_FOUND" ? null : "failed" }),
		);
		return () => {
			shown = false;
		};
	}, [client, userId]);
	return answer?.userId === userId ? answer.found : undefined;
}
