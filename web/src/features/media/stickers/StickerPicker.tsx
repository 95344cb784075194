// Stickers to choose from: the latest, my own, the room's. One press sends.
import { Clock, Plus } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { lazy, Suspense, useEffect, useState } from "react";
import { Button as AriaButton, Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { useChanges, useClient } from "@/matrix/react";
import { Button } from "@/ui/Button";
import { mayEdit, type Pack, type PackSticker, packsFor } from "./packs";
import { recentStickers } from "./recent";
import { StickerImage } from "./StickerImage";
import styles from "./Stickers.module.css";
import { useSendSticker } from "./useSendSticker";

const PackEditor = lazy(() => import("./PackEditor"));

interface StickerPickerProps {
	room: Room;
	threadId: string | null;
	close: () => void;
}

/** Beside the emoji, or in a dialog of its own. */
export function StickerPicker({ room, threadId, close }: StickerPickerProps) {
	const t = useT();
	const client = useClient();
	useChanges(client, ["accountData", "RoomState.events"]);
	const packs = packsFor(client, room);
	const recent = useRecent();
	const send = useSendSticker(room, threadId);
	const [editing, setEditing] = useState<Pack | null>(null);
	if (!recent) return <div className={styles.picker} />;
	const chosen = (sticker: PackSticker) => void send(sticker).then((sent) => sent && close());
	return (
		<>
			<Tabs
				className={styles.picker ?? ""}
				defaultSelectedKey={recent.length > 0 ? "recent" : keyOf(packs[0])}
			>
				<TabList className={styles.tabs ?? ""} aria-label={t("media.stickers.packs")}>
					{recent.length > 0 && (
						<Tab id="recent" className={styles.tab ?? ""} aria-label={t("media.stickers.recent")}>
							<Clock size={20} strokeWidth={1.75} aria-hidden />
						</Tab>
					)}
					{packs.map((pack) => (
						<Tab
							key={keyOf(pack)}
							id={keyOf(pack)}
							className={styles.tab ?? ""}
							aria-label={nameOf(pack, room, t)}
						>
							{pack.stickers[0] ? (
								<StickerImage sticker={pack.stickers[0]} />
							) : (
								<Plus size={20} aria-hidden />
							)}
						</Tab>
					))}
				</TabList>
				{recent.length > 0 && (
					<TabPanel id="recent" className={styles.panel ?? ""}>
						<Grid title={t("media.stickers.recent")} stickers={recent} onChoose={chosen} />
					</TabPanel>
				)}
				{packs.map((pack) => (
					<TabPanel key={keyOf(pack)} id={keyOf(pack)} className={styles.panel ?? ""}>
						<Grid
							title={nameOf(pack, room, t)}
							stickers={pack.stickers}
							onChoose={chosen}
							mine={pack.place.kind === "mine"}
							onEdit={mayEdit(client, pack.place) ? () => setEditing(pack) : undefined}
						/>
					</TabPanel>
				))}
			</Tabs>
			{/* Not within the tabs, which render their children twice to learn what they are. */}
			{editing && (
				<Suspense>
					<PackEditor pack={editing} onClose={() => setEditing(null)} />
				</Suspense>
			)}
		</>
	);
}

function useRecent(): PackSticker[] | undefined {
	const [recent, setRecent] = useState<PackSticker[]>();
	useEffect(() => {
		let shown = true;
		recentStickers().then(
			(known) => shown && setRecent(known),
			() => shown && setRecent([]),
		);
		return () => {
			shown = false;
		};
	}, []);
	return recent;
}

function keyOf(pack: Pack | undefined): string {
	if (!pack || pack.place.kind === "mine") return "mine";
	return `${pack.place.roomId} ${pack.place.stateKey}`;
}

function nameOf(pack: Pack, room: Room, t: ReturnType<typeof useT>): string {
	if (pack.place.kind === "mine") return pack.name || t("media.stickers.mine");
	return pack.name || (pack.stickers.length > 0 ? room.name : t("media.stickers.groups"));
}

interface GridProps {
	title: string;
	stickers: readonly PackSticker[];
	onChoose: (sticker: PackSticker) => void;
	/** Whether the pack is my own. */
	mine?: boolean;
	onEdit?: () => void;
}

function Grid({ title, stickers, onChoose, mine, onEdit }: GridProps) {
	const t = useT();
	return (
		<>
			<div className={styles.heading}>
				<h3 dir="auto">{title}</h3>
				{onEdit && stickers.length > 0 && (
					<Button small kind="quiet" onPress={onEdit}>
						{t("media.stickers.edit")}
					</Button>
				)}
			</div>
			{stickers.length === 0 && onEdit && (
				<div className={styles.empty}>
					<p>{mine ? t("media.stickers.empty") : t("media.stickers.groupEmpty")}</p>
					<Button kind="primary" icon={Plus} onPress={onEdit}>
						{t("media.stickers.make")}
					</Button>
				</div>
			)}
			<div className={styles.grid}>
				{stickers.map((sticker) => (
					<AriaButton
						key={sticker.url}
						className={styles.cell ?? ""}
						aria-label={t("media.stickers.send", { name: sticker.body })}
						onPress={() => onChoose(sticker)}
					>
						<StickerImage sticker={sticker} />
					</AriaButton>
				))}
			</div>
		</>
	);
}
