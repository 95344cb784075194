// The page on which the stories of e2e/stories/apps_*.mjs play with the frame of mini-apps: the frame itself, with rooms that
// are lists in memory. No build of the app has it (e2e/lib/miniApps.mjs builds it for itself).
import "@/ui/tokens.css";
import "./miniApps.css";
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { MiniAppFrame } from "@/features/apps/frame/MiniAppFrame";
import { wipe } from "@/features/apps/frame/wipe";
import type { Instance, ReceivedUpdate, SendingUpdate } from "@/features/apps/Instance";
import { Words } from "@/lib/i18n";
import { loadWords } from "../messages";

/** What a story opens. */
interface Opened {
	label: string;
	name: string;
	/** The file, in base64. */
	xdc: string;
	room: string;
	selfAddr: string;
	href?: string;
	reviewed?: boolean;
	maxSize?: number;
}

/** A room: its updates, who listens to them, and who takes part in what is live. */
class Room {
	readonly updates: SendingUpdate[] = [];
	readonly listeners = new Set<() => void>();
	readonly live = new Set<(data: Uint8Array) => void>();
}

const rooms = new Map<string, Room>();
/** What apps did, for the story. */
const log: unknown[] = [];
/** The files that the next `importFiles` gets. */
const toImport: File[] = [];

function roomOf(id: string): Room {
	const room = rooms.get(id) ?? new Room();
	rooms.set(id, room);
	return room;
}

function instanceOf(opened: Opened): Instance {
	const room = roomOf(opened.room);
	return {
		id: opened.label,
		label: async () => opened.label,
		name: opened.name,
		selfAddr: async () => opened.selfAddr,
		selfName: () => opened.selfAddr.toUpperCase(),
		sha256: null,
		archive: async () => Uint8Array.from(atob(opened.xdc), (letter) => letter.charCodeAt(0)),
		sendUpdateInterval: 1000,
		sendUpdateMaxSize: opened.maxSize ?? 40_000,
		updates: async (after, listener) => listen(room, after, listener),
		sendUpdate: (update) => {
			log.push({ update, from: opened.selfAddr });
			room.updates.push(update);
			for (const tell of room.listeners) tell();
		},
		joinRealtime: (listener) => {
			room.live.add(listener);
			return {
				send: (data) => {
					for (const other of room.live) if (other !== listener) other(data);
				},
				leave: () => void room.live.delete(listener),
			};
		},
		sendToChat: ({ text, file }) => {
			if (!file) log.push({ chat: { text } });
			else void file.text().then((content) => log.push({ chat: { text, name: file.name, content } }));
		},
		importFiles: async (filter) => {
			log.push({ filter });
			return [...toImport];
		},
	};
}

function listen(room: Room, after: number, listener: (update: ReceivedUpdate) => void): () => void {
	let told = after;
	const tell = (): void => {
		for (; told < room.updates.length; told += 1) {
			const update = room.updates[told];
			if (update) listener({ ...update, serial: told + 1, max_serial: room.updates.length });
		}
	};
	tell();
	room.listeners.add(tell);
	return () => void room.listeners.delete(tell);
}

function Frames() {
	const [all, setAll] = useState<{ opened: Opened; instance: Instance }[]>([]);
	const close = (label: string): void => setAll((now) => now.filter(({ opened }) => opened.label !== label));
	Object.assign(window, {
		story: {
			open: (opened: Opened) => setAll((now) => [...now, { opened, instance: instanceOf(opened) }]),
			close,
			wipe,
			log,
			updates: (room: string) => roomOf(room).updates,
			send: (room: string, update: SendingUpdate) => {
				roomOf(room).updates.push(update);
				for (const tell of roomOf(room).listeners) tell();
			},
			willImport: (name: string, content: string) => toImport.push(new File([content], name)),
		},
	});
	return (
		<main className="frames">
			{all.map(({ opened, instance }) => (
				<MiniAppFrame
					key={opened.label}
					instance={instance}
					isReviewed={opened.reviewed ? yes : no}
					onClosed={() => close(opened.label)}
					{...(opened.href && { href: opened.href })}
				/>
			))}
		</main>
	);
}

/** What a directory says of an app. */
const yes = async () => true;
const no = async () => false;

const root = document.getElementById("root");
const language = navigator.language.startsWith("zh") ? "zh-Hans" : "en";
document.documentElement.lang = language;
void loadWords(language).then((intl) => {
	if (root)
		createRoot(root).render(
			<StrictMode>
				<Words intl={intl}>
					<Frames />
				</Words>
			</StrictMode>,
		);
});
