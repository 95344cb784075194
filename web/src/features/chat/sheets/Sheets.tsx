// What stands over a chat, one at a time.
import { lazy, Suspense } from "react";
import { useChatState } from "../Chat";

const OpenSheet = lazy(() => import("./OpenSheet"));

/** The open sheet, if one is. */
export function Sheets() {
	const sheet = useChatState((state) => state.sheet);
	return <Suspense>{sheet && <OpenSheet sheet={sheet} />}</Suspense>;
}
