// Gathers what actions need.
import type { MatrixEvent } from "matrix-js-sdk";
import { useCallback } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { useHost } from "@/matrix/useHost";
import { useChat } from "../Chat";
import type { ActionTarget } from "./action";

/** `const on = useActionTarget(); actionsFor(on(event))`. */
export function useActionTarget(): (event: MatrixEvent) => ActionTarget {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const chat = useChat();
	const host = useHost();
	return useCallback(
		(event) => ({
			event,
			room: chat.room,
			client,
			chat,
			t,
			go: (path) => void go(path),
			recallSeconds: host?.recall_seconds ?? null,
		}),
		[t, go, client, chat, host],
	);
}
