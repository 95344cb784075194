// The English catalogue, and thereby the list of all message ids.
import admin from "@/features/admin/en.json";
import apps from "@/features/apps/en.json";
import appsRoom from "@/features/apps/room/en.json";
import chat from "@/features/chat/en.json";
import contacts from "@/features/contacts/en.json";
import discover from "@/features/discover/en.json";
import media from "@/features/media/en.json";
import rooms from "@/features/rooms/en.json";
import search from "@/features/search/en.json";
import settings from "@/features/settings/en.json";
import trust from "@/features/trust/en.json";
import video from "@/features/video/en.json";
import videoFeed from "@/features/video/foryou/en.json";
import videoPages from "@/features/video/pages/en.json";
import door from "./doorEn";

const en = {
	...door,
	...admin,
	...apps,
	...appsRoom,
	...chat,
	...contacts,
	...discover,
	...media,
	...rooms,
	...search,
	...settings,
	...trust,
	...video,
	...videoPages,
	...videoFeed,
};
export default en;

type English = typeof en;
declare module "@/lib/i18n" {
	interface Catalogue extends English {}
}
