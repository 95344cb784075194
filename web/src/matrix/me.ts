// What the server knows of my account beyond Matrix: whether I run the server, whether strangers may find me.
import type { MatrixClient } from "matrix-js-sdk";
import { useEffect, useState } from "react";
import { request } from "./http";
import { useClient } from "./react";

/** The answer of `GET /_causeway/v1/me`. */
interface Me {
	user_id: string;
	admin: boolean;
	discoverable: boolean;
	invited_by: string | null;
	created_ts: number;
}

const asked = new WeakMap<MatrixClient, Promise<Me>>();

function ask(client: MatrixClient): Promise<Me> {
	let answer = asked.get(client);
	if (!answer) {
		answer = request<Me>("GET", "/_causeway/v1/me", { accessToken: client.getAccessToken() ?? "" });
		// Offline, or a server without it: asked again by whoever looks next.
		answer.catch(() => asked.delete(client));
		asked.set(client, answer);
	}
	return answer;
}

/** Whether I run this server; `false` until it is known. */
export function useRunsServer(): boolean {
	const client = useClient();
	const [runs, setRuns] = useState(false);
	useEffect(() => {
		let shown = true;
		ask(client).then(
			({ admin }) => shown && setRuns(admin),
			() => undefined,
		);
		return () => {
			shown = false;
		};
	}, [client]);
	return runs;
}
