// Several feeds on one device: each mood learns for itself.
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Confirm, Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Group, Row } from "@/ui/List";
import { useFeed } from "../../feed/feeds";
import type { FeedState } from "../Core";
import { useEngine } from "../engine";
import styles from "./YourFeed.module.css";

/** Which one is on. */
export function Moods({ state: { moods, current } }: { state: FeedState }) {
	const t = useT();
	const { engine } = useEngine();
	const feed = useFeed({ kind: "forYou" });
	const [open, setOpen] = useState<"new" | "drop" | null>(null);
	const close = () => setOpen(null);
	const nameOf = (name: string) => name || t("video.feed.firstMood");
	const enter = (id: string, name?: string) =>
		engine
			.call("enter", id, ...(name === undefined ? ([] as const) : ([name] as const)))
			.then(() => feed.refresh());
	const now = moods.find(({ id }) => id === current);
	return (
		<Group title={t("video.feed.moods")} remark={t("video.feed.moodsRemark")}>
			<div className={styles.chips}>
				<Chips
					label={t("video.feed.moods")}
					options={moods.map(({ id, name }) => ({ value: id, label: nameOf(name) }))}
					value={current}
					onChange={(id) => void enter(id)}
				/>
			</div>
			{moods.length < 12 && (
				<Row icon={Plus} label={t("video.feed.newMood")} onPress={() => setOpen("new")} />
			)}
			{moods.length > 1 && now && (
				<Row
					icon={Trash2}
					danger
					label={t("video.feed.dropMood", { name: nameOf(now.name) })}
					onPress={() => setOpen("drop")}
				/>
			)}
			{open === "new" && <NewMood onClose={close} onMade={(name) => void enter(newId(), name).then(close)} />}
			{open === "drop" && now && (
				<Confirm
					title={t("video.feed.dropMood", { name: nameOf(now.name) })}
					confirm={t("video.feed.drop")}
					danger
					isOpen
					onClose={close}
					onConfirm={() =>
						void engine
							.call("dropMood", now.id)
							.then(() => feed.refresh())
							.then(close)
					}
				>
					{t("video.feed.dropMoodWords")}
				</Confirm>
			)}
		</Group>
	);
}

const newId = (): string => `m${Date.now().toString(36)}`;

function NewMood({ onClose, onMade }: { onClose: () => void; onMade: (name: string) => void }) {
	const t = useT();
	const [name, setName] = useState("");
	return (
		<Dialog
			title={t("video.feed.newMood")}
			isOpen
			onClose={onClose}
			actions={
				<Button kind="primary" isDisabled={name.trim() === ""} onPress={() => onMade(name.trim())}>
					{t("video.feed.make")}
				</Button>
			}
		>
			<div className={styles.padded}>
				<Field label={t("video.feed.moodName")} value={name} onChange={setName} maxLength={40} />
			</div>
		</Dialog>
	);
}
