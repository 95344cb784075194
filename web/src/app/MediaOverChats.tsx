// What media shows over the page, with what other features do with it: a picture in the viewer is sent on by the chats.
import type { MatrixEvent } from "matrix-js-sdk";
import { lazy, Suspense, useState } from "react";
import { closeLayer, useLayer } from "@/features/media/layers";

const ForwardSheet = lazy(async () => ({
	default: (await import("@/features/chat/sheets/ForwardSheet")).ForwardSheet,
}));

const Layers = lazy(() => import("./MediaWithParts"));

/** Once, over everything. */
export function MediaOverChats() {
	const layer = useLayer();
	const [forwarded, setForwarded] = useState<MatrixEvent | null>(null);
	const forward = (event: MatrixEvent) => {
		closeLayer();
		setForwarded(event);
	};
	return (
		<>
			{layer && (
				<Suspense>
					<Layers onForward={forward} />
				</Suspense>
			)}
			{forwarded && (
				<Suspense>
					<ForwardSheet events={[forwarded]} onClose={() => setForwarded(null)} />
				</Suspense>
			)}
		</>
	);
}
