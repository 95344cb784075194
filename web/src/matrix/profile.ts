// My name and picture on the server.
import { type MatrixClient, User, UserEvent } from "matrix-js-sdk";
import { useEffect, useState } from "react";
import { useClient, useEmitted } from "./react";

/** My display name, as the server has it; `null` until it is known. */
export function useMyName(): string | null {
	const client = useClient();
	const [asked, setAsked] = useState<string | null>(null);
	const user = client.getUser(client.getSafeUserId());
	const known = useEmitted(client, [UserEvent.DisplayName], () => user?.displayName ?? null);
	useEffect(() => {
		let shown = true;
		client.getProfileInfo(client.getSafeUserId()).then(
			(profile) => shown && setAsked(profile.displayname ?? ""),
			() => undefined,
		);
		return () => {
			shown = false;
		};
	}, [client]);
	// The SDK fills in the id where there is no name.
	return known !== null && known !== user?.userId ? known : asked;
}

/** Tells the SDK name and picture of somebody who is in no room yet: it learns them from rooms alone. */
export async function learnOwnProfile(client: MatrixClient): Promise<void> {
	const me = client.getSafeUserId();
	const profile = await client.getProfileInfo(me);
	let user = client.getUser(me);
	if (!user) {
		user = User.createUser(me, client);
		client.store.storeUser(user);
	}
	if (profile.displayname) user.setDisplayName(profile.displayname);
	// Also when there is none: the SDK may remember one that was removed on another device.
	user.setAvatarUrl(profile.avatar_url ?? "");
	tell(client);
}

/** By the client: a user that came out of the SDK's store is not always heard through it. */
function tell(client: MatrixClient): void {
	const user = client.getUser(client.getSafeUserId());
	if (!user) return;
	client.emit(UserEvent.DisplayName, undefined, user);
	client.emit(UserEvent.AvatarUrl, undefined, user);
}

/** Whether I have a picture. */
export function useHasPicture(): boolean {
	const client = useClient();
	const user = client.getUser(client.getSafeUserId());
	return useEmitted(client, [UserEvent.AvatarUrl], () => Boolean(user?.avatarUrl));
}

/** Changes my display name everywhere. */
export async function rename(client: MatrixClient, name: string): Promise<void> {
	await client.setDisplayName(name);
	tell(client);
}

/** Uploads a picture (not encrypted: everybody may see it) and makes it mine. */
export async function setPicture(client: MatrixClient, picture: Blob): Promise<void> {
	const { content_uri: url } = await client.uploadContent(picture, {
		type: picture.type,
		includeFilename: false,
	});
	await client.setAvatarUrl(url);
	tell(client);
}

/** Goes back to the letter. */
export async function removePicture(client: MatrixClient): Promise<void> {
	await client.setAvatarUrl("");
	tell(client);
}
