// My name and picture on the server.
import type { MatrixClient } from "matrix-js-sdk";
import { useEffect, useState } from "react";
import { useClient, useEmitted } from "./react";

/** My display name, as the server has it; `null` until it is known. */
export function useMyName(): string | null {
	const client = useClient();
	const [asked, setAsked] = useState<string | null>(null);
	const user = client.getUser(client.getSafeUserId());
	const known = useEmitted(user, ["User.displayName"], () => user?.displayName ?? null);
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

/** Changes my display name everywhere. */
export async function rename(client: MatrixClient, name: string): Promise<void> {
	await client.setDisplayName(name);
}

/** Uploads a picture (not encrypted: everybody may see it) and makes it mine. */
export async function setPicture(client: MatrixClient, picture: Blob): Promise<void> {
	const { content_uri: url } = await client.uploadContent(picture, {
		type: picture.type,
		includeFilename: false,
	});
	await client.setAvatarUrl(url);
}

/** Goes back to the letter. */
export async function removePicture(client: MatrixClient): Promise<void> {
	await client.setAvatarUrl("");
}
