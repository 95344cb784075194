// /v/{video}: one video, as it is shared.
import { useParams, useSearchParams } from "react-router";
import { Watch } from "@/features/video/pages/Watch";
import { VideoPartsProvider } from "@/features/video/parts";
import { videoParts } from "../videoParts";

/** The place. */
export function Component() {
	const { id = "" } = useParams();
	const [query] = useSearchParams();
	return (
		<VideoPartsProvider parts={videoParts}>
			<Watch key={id} source={{ kind: "one", id }} back="/video" comments={query.has("comments")} />
		</VideoPartsProvider>
	);
}
