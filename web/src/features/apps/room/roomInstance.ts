// The mini-app of a message, as its frame sees it.
import type { Room } from "matrix-js-sdk";
import { language } from "@/lib/settings";
import { originLabel } from "@/matrix/miniApps/address";
import { appIn, appName } from "@/matrix/miniApps/events";
import { loadFile } from "@/matrix/miniApps/file";
import type { MiniApps } from "@/matrix/miniApps/MiniApps";
import { mostBytes, pauseMs } from "@/matrix/miniApps/Sender";
import { publicNameOf } from "@/matrix/people";
import type { Instance } from "../Instance";

/** What the screen around it does for an app. */
export interface ScreenPorts {
	sendToChat: Instance["sendToChat"];
	importFiles: Instance["importFiles"];
}

/** Where it comes from: the content of its message, and the room. */
export interface AppSource {
	id: string;
	content: Record<string, unknown>;
	room: Room;
}

/** `null`: the message holds no mini-app. */
export function roomInstance(
	desk: MiniApps,
	{ id, content, room }: AppSource,
	ports: ScreenPorts,
): Instance | null {
	const { client } = desk;
	const facts = appIn(content);
	if (!facts) return null;
	const shared = desk.shared(room.roomId, id);
	return {
		id,
		name: appName(facts, language()),
		label: () => originLabel(client, room.roomId, id),
		selfAddr: () => shared.address(),
		selfName: () => publicNameOf(client, client.getSafeUserId(), room),
		sha256: facts.sha256,
		archive: () => loadFile(content, facts.sha256),
		updates: (after, listener) =>
			shared.follow(after, ({ serial, update }, newest) =>
				listener({ ...update, serial, max_serial: newest }),
			),
		sendUpdate: (update) => void shared.send(update),
		sendUpdateInterval: pauseMs,
		sendUpdateMaxSize: mostBytes,
		joinRealtime: (listener) => desk.realtime(room.roomId, id, listener),
		...ports,
	};
}
