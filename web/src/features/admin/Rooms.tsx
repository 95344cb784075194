// The rooms of this server: how big they are and how they are found, never what is said in them.
import { Ban, Globe, Lock, MessagesSquare, MoreHorizontal } from "lucide-react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useT } from "@/lib/i18n";
import { visible } from "@/matrix/people";
import { useAction } from "@/matrix/useAction";
import { Avatar } from "@/ui/Avatar";
import { IconButton } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { Menu, type MenuEntry } from "@/ui/Menu";
import { SearchBox } from "@/ui/SearchBox";
import styles from "./Admin.module.css";
import { type HostRoom, useCall, usePages } from "./api";
import { useFormat } from "./format";
import { List } from "./Shown";

/** What is asked about a room. */
type Deed = "block" | "unblock" | "close";

/** The tab. */
export function Rooms() {
	const t = useT();
	const [asked] = useSearchParams();
	const [typed, setTyped] = useState(asked.get("search") ?? "");
	const [asking, setAsking] = useState<{ room: HostRoom; deed: Deed }>();
	const pages = usePages<HostRoom>(`rooms?limit=50&search=${encodeURIComponent(typed)}`, "rooms");
	const changed = (one: HostRoom) =>
		pages.change((items) => items.map((item) => (item.room_id === one.room_id ? one : item)));
	return (
		<>
			<div className={styles.top}>
				<SearchBox label={t("admin.searchRooms")} value={typed} onChange={setTyped} />
			</div>
			<List pages={pages} icon={MessagesSquare} empty={t("admin.noRooms")}>
				{(room) => <RoomRow key={room.room_id} room={room} onAsk={(deed) => setAsking({ room, deed })} />}
			</List>
			{asking && <Ask {...asking} onClose={() => setAsking(undefined)} onChanged={changed} />}
		</>
	);
}

function nameOf(room: HostRoom): string {
	return visible(room.name) ?? room.alias ?? room.room_id;
}

function RoomRow({ room, onAsk }: { room: HostRoom; onAsk: (deed: Deed) => void }) {
	const t = useT();
	const format = useFormat();
	const name = nameOf(room);
	const entries: MenuEntry[] = [
		room.blocked
			? { id: "unblock", label: t("admin.unblock"), perform: () => onAsk("unblock") }
			: { id: "block", label: t("admin.block"), perform: () => onAsk("block") },
		{ id: "close", label: t("admin.close"), danger: true, separated: true, perform: () => onAsk("close") },
	];
	const facts = [
		t("admin.members", { count: room.members }),
		...(room.events === null ? [] : [t("admin.eventCount", { count: room.events })]),
		...(room.last_ts === null ? [] : [format.day(room.last_ts)]),
	];
	return (
		<li className={styles.row}>
			<Avatar id={room.room_id} name={name} size={44} square />
			<span className={styles.words}>
				<span className={styles.line}>
					<strong className={styles.name} dir="auto">
						{name}
					</strong>
					{room.encrypted && <Lock size={13} aria-label={t("admin.encrypted")} />}
					{room.public && <Globe size={13} aria-label={t("admin.public")} />}
					{room.blocked && (
						<span className={styles.mark} data-kind="bad">
							<Ban size={12} aria-hidden /> {t("admin.isBlocked")}
						</span>
					)}
				</span>
				<span className={styles.faint} dir="ltr">
					{room.alias ?? room.room_id}
				</span>
				<span className={styles.faint}>{facts.join(" · ")}</span>
			</span>
			<Menu label={t("admin.actsOn", { name })} entries={entries}>
				<IconButton icon={MoreHorizontal} label={t("admin.actsOn", { name })} />
			</Menu>
		</li>
	);
}

interface AskProps {
	room: HostRoom;
	deed: Deed;
	onClose: () => void;
	onChanged: (room: HostRoom) => void;
}

function Ask({ room, deed, onClose, onChanged }: AskProps) {
	const t = useT();
	const call = useCall();
	const { busy, run } = useAction();
	const act = async () => {
		await call("POST", `rooms/${encodeURIComponent(room.room_id)}/${deed}`, {});
		const after = {
			block: { blocked: true },
			unblock: { blocked: false },
			close: { blocked: true, members: 0 },
		};
		onChanged({ ...room, ...after[deed] });
	};
	return (
		<Confirm
			title={t(`admin.${deed}`)}
			confirm={t(`admin.${deed}`)}
			danger={deed === "close"}
			pending={busy}
			isOpen
			onClose={onClose}
			onConfirm={() => void run(act).then((worked) => worked && onClose())}
		>
			{t(`admin.${deed}Words`, { name: nameOf(room) })}
		</Confirm>
	);
}
