// Media's layers with what the chats lend to them; loaded when the first one opens.
import type { MatrixEvent } from "matrix-js-sdk";
import { MediaLayers } from "@/features/media/Layers";
import { MediaPartsProvider } from "@/features/media/parts";
import { mediaParts } from "./mediaParts";

/** `onForward`: sends a message on to other chats. */
export default function MediaWithParts({ onForward }: { onForward: (event: MatrixEvent) => void }) {
	return (
		<MediaPartsProvider parts={mediaParts}>
			<MediaLayers onForward={onForward} />
		</MediaPartsProvider>
	);
}
