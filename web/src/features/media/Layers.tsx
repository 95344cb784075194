// The place of media's layers; once, in the app.
import type { MatrixEvent } from "matrix-js-sdk";
import { lazy, Suspense } from "react";
import { closeLayer, useLayer } from "./layers";

const Viewer = lazy(() => import("./viewer/Viewer"));
const StickerDialog = lazy(() => import("./stickers/StickerDialog"));
const Preview = lazy(() => import("./preview/Preview"));

/** `onForward`: sends a message on to other chats. */
export function MediaLayers({ onForward }: { onForward?: (event: MatrixEvent) => void }) {
	const layer = useLayer();
	if (!layer) return null;
	return (
		<Suspense>
			{layer.kind === "viewer" && (
				<Viewer room={layer.room} first={layer.event} onClose={closeLayer} onForward={onForward} />
			)}
			{layer.kind === "preview" && (
				<Preview room={layer.room} threadId={layer.threadId} files={layer.files} onClose={closeLayer} />
			)}
			{layer.kind === "sticker" && <StickerDialog event={layer.event} onClose={closeLayer} />}
		</Suspense>
	);
}
