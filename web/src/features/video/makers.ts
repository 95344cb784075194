// Who made a video: name and picture, also of people with whom I share no chat. What came with a video is enough; other
// profiles are asked for once.
import type { MatrixClient } from "matrix-js-sdk";
import { useEffect, useState } from "react";
import { useAvatarUrl } from "@/matrix/media";
import { nameOf, remarkOf, visible } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import type { Profile } from "./shapes";

const told = new Map<string, Profile>();
const asked = new Map<string, Promise<Profile>>();

/** Keeps what the server said of the people with a list of theirs. */
export function learnMakers(made: readonly { author: string; profile: Profile | null }[]): void {
	for (const { author, profile } of made)
		if (profile) told.set(author, { ...profile, face: profile.face ?? told.get(author)?.face ?? null });
}

function ask(client: MatrixClient, userId: string): Promise<Profile> {
	let profile = asked.get(userId);
	if (!profile) {
		profile = client.getProfileInfo(userId).then(({ displayname, avatar_url: picture }) => {
			const found = { name: displayname ?? null, picture: picture ?? null };
			told.set(userId, found);
			return found;
		});
		// Offline: asked again by whoever looks next.
		profile.catch(() => asked.delete(userId));
		asked.set(userId, profile);
	}
	return profile;
}

/** What somebody is called, as far as it is known by now. */
export const nameOfMaker = (client: MatrixClient, userId: string): string =>
	remarkOf(client, userId) ?? visible(told.get(userId)?.name) ?? nameOf(client, userId);

/** My own name for them, what they call themselves, or the id's local part. Nobody: an empty id. */
export function useMaker(userId: string, size: number): { name: string; picture: string | null } {
	const client = useClient();
	const [, setFound] = useState<Profile>();
	const profile = told.get(userId);
	useEffect(() => {
		if (!userId || told.has(userId)) return;
		let shown = true;
		ask(client, userId).then(
			(found) => shown && setFound(found),
			() => undefined,
		);
		return () => {
			shown = false;
		};
	}, [client, userId]);
	// What a pack brought is shown as it is: pictures that are asked for with a token would tell what is watched.
	const picture = useAvatarUrl(profile?.face ? null : profile?.picture, size);
	return { name: nameOfMaker(client, userId), picture: profile?.face ?? picture };
}
