// What media shows over the page, with what other features do with it: a picture in the viewer is sent on by the chats.
import type { MatrixEvent } from "matrix-js-sdk";
import { lazy, Suspense, useState } from "react";
import { MediaLayers } from "@/features/media/Layers";
import { closeLayer } from "@/features/media/layers";

const ForwardSheet = lazy(async () => ({
	default: (await import("@/features/chat/sheets/ForwardSheet")).ForwardSheet,
}));

/** Once, over everything. */
export function MediaOverChats() {
	const [forwarded, setForwarded] = useState<MatrixEvent | null>(null);
	const forward = (event: MatrixEvent) => {
		closeLayer();
		setForwarded(event);
	};
	return (
		<>
			<MediaLayers onForward={forward} />
			{forwarded && (
				<Suspense>
					<ForwardSheet events={[forwarded]} onClose={() => setForwarded(null)} />
				</Suspense>
			)}
		</>
	);
}
