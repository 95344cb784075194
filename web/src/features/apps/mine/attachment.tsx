// Mini-apps in the plus menu of a chat.
import { Blocks } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { lazy, Suspense } from "react";

const AppPanel = lazy(() => import("./AppPanel"));

function Panel(props: { room: Room; threadId: string | null; close: () => void }) {
	return (
		<Suspense>
			<AppPanel {...props} />
		</Suspense>
	);
}

/** One of mine, or a file. */
export const appAttachment = { id: "app", icon: Blocks, label: "apps.attach" as const, Panel };
