// The sound of a new video: none but its own, or another's, which can be changed.
import { Music2, X } from "lucide-react";
import { useCallback, useState } from "react";
import { useT } from "@/lib/i18n";
import { Button, IconButton } from "@/ui/Button";
import type { VideoApi } from "../../api";
import { useAnswer } from "../../find/calls";
import { SoundPicture, SoundWords } from "../../find/Rows";
import { soundOf } from "../../find/shapes";
import styles from "./SoundChoice.module.css";
import { SoundSheet } from "./SoundSheet";

interface SoundChoiceProps {
	/** Its id. */
	sound: string | null;
	onChoose: (sound: string | null) => void;
}

/** A row with what is chosen; a button where nothing is. */
export function SoundChoice({ sound, onChoose }: SoundChoiceProps) {
	const t = useT();
	const [opened, setOpened] = useState(false);
	return (
		<>
			{sound ? (
				<section className={styles.chosen} aria-label={t("video.sound")}>
					<Chosen key={sound} id={sound} />
					<Button small onPress={() => setOpened(true)}>
						{t("video.sound.change")}
					</Button>
					<IconButton icon={X} label={t("video.sound.none")} size={19} onPress={() => onChoose(null)} />
				</section>
			) : (
				<span>
					<Button icon={Music2} onPress={() => setOpened(true)}>
						{t("video.sound.add")}
					</Button>
				</span>
			)}
			{opened && <SoundSheet onChoose={({ id }) => onChoose(id)} onClose={() => setOpened(false)} />}
		</>
	);
}

function Chosen({ id }: { id: string }) {
	const t = useT();
	const { answer, error } = useAnswer(
		useCallback(
			async (api: VideoApi) => soundOf(await api.call("get", "sounds/{id}", { path: { id } })),
			[id],
		),
	);
	return (
		<>
			<span className={styles.picture}>
				{answer ? <SoundPicture sound={answer} /> : <Music2 size={20} strokeWidth={1.75} aria-hidden />}
			</span>
			{answer ? (
				<SoundWords sound={answer} />
			) : (
				<span className={styles.words}>{t(error ? "video.soundGone" : "video.loading")}</span>
			)}
		</>
	);
}
