// The Simplified Chinese catalogue; the type says that no message is missing.

import admin from "@/features/admin/zh.json";
import appsRoom from "@/features/apps/room/zh.json";
import apps from "@/features/apps/zh.json";
import chat from "@/features/chat/zh.json";
import contacts from "@/features/contacts/zh.json";
import discover from "@/features/discover/zh.json";
import media from "@/features/media/zh.json";
import rooms from "@/features/rooms/zh.json";
import search from "@/features/search/zh.json";
import settings from "@/features/settings/zh.json";
import trust from "@/features/trust/zh.json";
import videoFeed from "@/features/video/foryou/zh.json";
import videoPages from "@/features/video/pages/zh.json";
import video from "@/features/video/zh.json";
import type { MessageId } from "@/lib/i18n";
import door from "./doorZh";

const zh: Record<MessageId, string> = {
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
export default zh;
