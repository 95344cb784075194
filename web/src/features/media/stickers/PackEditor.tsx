// A pack of stickers, mine or a group's: add pictures, name them, put them in order, take them out.
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { Button, IconButton } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import { makeSticker } from "./makeSticker";
import { freeShortcode, type Pack, type PackSticker, savePack } from "./packs";
import { StickerImage } from "./StickerImage";
import styles from "./Stickers.module.css";

/** Changes are kept when "Done" is pressed. */
export default function PackEditor({ pack: given, onClose }: { pack: Pack; onClose: () => void }) {
	const t = useT();
	const client = useClient();
	const [pack, setPack] = useState(given);
	const [saving, setSaving] = useState(false);
	const { add, adding } = useAdding((made) =>
		setPack((now) => ({
			...now,
			stickers: [...now.stickers, { ...made, shortcode: freeShortcode(made.body, now.stickers) }],
		})),
	);
	const input = useRef<HTMLInputElement>(null);
	const change = (stickers: readonly PackSticker[]) => setPack({ ...pack, stickers });
	const save = async () => {
		setSaving(true);
		try {
			await savePack(client, pack);
			onClose();
		} catch {
			toast(t("media.stickers.notSaved"));
			setSaving(false);
		}
	};
	return (
		<Dialog
			title={pack.place.kind === "mine" ? t("media.stickers.mine") : t("media.stickers.groups")}
			isOpen
			onClose={onClose}
			actions={
				<>
					<Button icon={Plus} isPending={adding} onPress={() => input.current?.click()}>
						{t("media.stickers.add")}
					</Button>
					<Button kind="primary" isPending={saving} isDisabled={adding} onPress={() => void save()}>
						{t("media.stickers.done")}
					</Button>
				</>
			}
		>
			<Field
				label={t("media.stickers.packName")}
				value={pack.name}
				placeholder={pack.place.kind === "mine" ? t("media.stickers.mine") : t("media.stickers.groups")}
				maxLength={60}
				onChange={(name) => setPack({ ...pack, name })}
			/>
			<p className={styles.remark}>{t("media.stickers.remark")}</p>
			<input
				ref={input}
				type="file"
				accept="image/*"
				multiple
				hidden
				data-testid="sticker-pictures"
				onChange={(event) => {
					void add([...(event.target.files ?? [])]);
					event.target.value = "";
				}}
			/>
			<ul className={styles.rows}>
				{pack.stickers.map((sticker, at) => (
					<EditedSticker
						key={sticker.shortcode}
						sticker={sticker}
						onName={(body) => change(pack.stickers.map((one) => (one === sticker ? { ...one, body } : one)))}
						onMove={(step) => change(shifted(pack.stickers, at, step))}
						onRemove={() => change(pack.stickers.filter((one) => one !== sticker))}
						first={at === 0}
						last={at === pack.stickers.length - 1}
					/>
				))}
			</ul>
		</Dialog>
	);
}

function useAdding(onMade: (made: Omit<PackSticker, "shortcode">) => void) {
	const t = useT();
	const client = useClient();
	const [adding, setAdding] = useState(false);
	const add = async (files: File[]) => {
		setAdding(true);
		let refused = 0;
		for (const file of files) {
			const made = await makeSticker(client, file).catch(() => null);
			if (made) onMade({ ...made, body: file.name.replace(/\.[^.]*$/, "").slice(0, 60) });
			else refused += 1;
		}
		if (refused > 0) toast(t("media.stickers.refused", { count: refused }));
		setAdding(false);
	};
	return { add, adding };
}

function shifted(stickers: readonly PackSticker[], at: number, step: 1 | -1): PackSticker[] {
	const changed = [...stickers];
	const [one] = changed.splice(at, 1);
	if (one) changed.splice(at + step, 0, one);
	return changed;
}

interface EditedStickerProps {
	sticker: PackSticker;
	first: boolean;
	last: boolean;
	onName: (name: string) => void;
	onMove: (step: 1 | -1) => void;
	onRemove: () => void;
}

function EditedSticker({ sticker, first, last, onName, onMove, onRemove }: EditedStickerProps) {
	const t = useT();
	return (
		<li className={styles.row}>
			<span className={styles.small}>
				<StickerImage sticker={sticker} />
			</span>
			<input
				className={styles.name}
				dir="auto"
				value={sticker.body}
				maxLength={60}
				aria-label={t("media.stickers.name")}
				onChange={(event) => onName(event.target.value)}
			/>
			<IconButton
				size={18}
				icon={ArrowUp}
				label={t("media.stickers.earlier")}
				isDisabled={first}
				onPress={() => onMove(-1)}
			/>
			<IconButton
				size={18}
				icon={ArrowDown}
				label={t("media.stickers.later")}
				isDisabled={last}
				onPress={() => onMove(1)}
			/>
			<IconButton
				size={18}
				icon={Trash2}
				kind="danger"
				label={t("media.stickers.remove")}
				onPress={onRemove}
			/>
		</li>
	);
}
