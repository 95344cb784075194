// Whether people of this server find me by search (our API: /_causeway/v1/me).
import { useEffect, useState } from "react";
import { request } from "./http";
import { useClient } from "./react";

/** `null` until the server has said. */
export function useDiscoverable() {
	const client = useClient();
	const [discoverable, show] = useState<boolean | null>(null);
	const accessToken = client.getAccessToken() ?? "";
	useEffect(() => {
		let shown = true;
		request<{ discoverable: boolean }>("GET", "/_causeway/v1/me", { accessToken }).then(
			(me) => shown && show(me.discoverable),
			() => undefined,
		);
		return () => {
			shown = false;
		};
	}, [accessToken]);
	const setDiscoverable = async (wanted: boolean) => {
		show(wanted);
		try {
			await request("PUT", "/_causeway/v1/me/discoverable", { accessToken, body: { discoverable: wanted } });
		} catch (error) {
			show(!wanted);
			throw error;
		}
	};
	return { discoverable, setDiscoverable };
}
