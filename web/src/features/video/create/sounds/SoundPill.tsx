// The sound over the camera's picture: none yet, or the title of the one that will be danced to.
import { Music2, X } from "lucide-react";
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { IconButton } from "@/ui/Button";
import { useUsed } from "../UseNote";
import styles from "./SoundPill.module.css";
import { SoundSheet } from "./SoundSheet";

interface SoundPillProps {
	/** Its id. */
	sound: string | null;
	onChoose: (sound: string | null) => void;
}

/** A tap chooses, another one takes it away. */
export function SoundPill({ sound, onChoose }: SoundPillProps) {
	const t = useT();
	const [opened, setOpened] = useState(false);
	const title = useUsed(sound)?.sound?.title ?? t("video.originalSound");
	return (
		<span className={styles.pill}>
			<button type="button" className={styles.name} onClick={() => setOpened(true)}>
				<Music2 size={16} strokeWidth={2} aria-hidden />
				<bdi>{sound ? title : t("video.sound.add")}</bdi>
			</button>
			{sound && (
				<IconButton icon={X} label={t("video.sound.none")} size={16} onPress={() => onChoose(null)} />
			)}
			{opened && <SoundSheet dark onChoose={({ id }) => onChoose(id)} onClose={() => setOpened(false)} />}
		</span>
	);
}
