// Photos and files of a chat; what is in it comes from the media feature.
import type { Room } from "matrix-js-sdk";
import { useT } from "@/lib/i18n";
import { Page } from "@/ui/Page";
import { usePlaces } from "./Details";
import { useRoomParts } from "./parts";

/** Only reached where there is such a part. */
export function MediaPage({ room }: { room: Room }) {
	const t = useT();
	const { toInfo } = usePlaces(room);
	const { Media } = useRoomParts();
	return (
		<Page title={t("rooms.media")} onBack={toInfo} backOnDesktop bare>
			{Media && <Media room={room} />}
		</Page>
	);
}
