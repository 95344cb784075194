// What media lends to the mini-apps.
import type { Room } from "matrix-js-sdk";
import type { AppsParts, SentFile } from "@/features/apps/parts";
import { offerFiles } from "@/features/media/attach";
import { attachedOf } from "@/features/media/content";
import { loadOnce } from "@/matrix/media";

const kinds = new Set(["m.image", "m.video", "m.audio", "m.file"]);
/** More are found in the chat's details. */
const most = 50;

/** Files are chosen by the person, one by one. */
export const appsParts: AppsParts = { offerFiles, sentFiles };

function sentFiles(room: Room): SentFile[] {
	const events = room
		.getLiveTimeline()
		.getEvents()
		.filter((event) => !event.isRedacted() && kinds.has(String(event.getContent().msgtype)));
	return events
		.reverse()
		.slice(0, most)
		.flatMap((event) => {
			const { source, name, type, bytes } = attachedOf(event.getType(), event.getContent());
			if (!source) return [];
			const load = async () => {
				const loaded = await loadOnce({ ...source, picture: false });
				return loaded instanceof Blob ? new File([loaded], name, { type }) : null;
			};
			return [{ id: event.getId() ?? name, name, type, bytes, load }];
		});
}
