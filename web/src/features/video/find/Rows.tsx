// Tags and sounds as rows.
import { Hash, Music2 } from "lucide-react";
import { Link } from "react-router";
import { useLanguage, useT } from "@/lib/i18n";
import { clock } from "@/lib/lengths";
import type { Told } from "@/matrix/causeway";
import { countWords } from "../counts";
import { useMaker } from "../makers";
import { soundPath, tagPath } from "../paths";
import styles from "./Rows.module.css";
import type { Sound } from "./shapes";

interface TagRowProps {
	/** `recent`: how many of them are of this week. */
	tag: Pick<Told<"VideoTag">, "tag" | "videos"> & { recent?: number };
	rank?: number;
}

/** With how many videos have it. */
export function TagRow({ tag: { tag, videos, recent }, rank }: TagRowProps) {
	const t = useT();
	const language = useLanguage();
	return (
		<li>
			<Link to={tagPath(tag)} className={styles.row}>
				<span className={styles.sign}>{rank ?? <Hash size={20} strokeWidth={1.75} aria-hidden />}</span>
				<span className={styles.words}>
					<strong className={styles.name}>
						<bdi>#{tag}</bdi>
					</strong>
					<span className={styles.detail}>
						{t("video.videosNumber", { count: videos, number: countWords(videos, language) })}
						{recent !== undefined && recent < videos && ` · ${t("video.thisWeek", { count: recent })}`}
					</span>
				</span>
			</Link>
		</li>
	);
}

/** With whose it is and how long. */
export function SoundRow({ sound }: { sound: Sound }) {
	return (
		<li>
			<Link to={soundPath(sound.id)} className={styles.row}>
				<span className={styles.sign}>
					<SoundPicture sound={sound} />
				</span>
				<SoundWords sound={sound} />
			</Link>
		</li>
	);
}

/** The picture of the video that it comes from, or a note. */
export function SoundPicture({ sound: { poster } }: { sound: Sound }) {
	return poster ? (
		<img src={poster} alt="" loading="lazy" draggable={false} />
	) : (
		<Music2 size={20} strokeWidth={1.75} aria-hidden />
	);
}

/** Its title, and below whose it is, how long, in how many videos. */
export function SoundWords({ sound }: { sound: Sound }) {
	const t = useT();
	const language = useLanguage();
	const { name } = useMaker(sound.author?.userId ?? "", 48);
	const details = [
		sound.author && name,
		sound.seconds > 0 && clock(sound.seconds),
		t("video.videosNumber", { count: sound.videos, number: countWords(sound.videos, language) }),
	];
	return (
		<span className={styles.words}>
			<strong className={styles.name}>
				<bdi>{sound.title ?? t("video.originalSound")}</bdi>
			</strong>
			<span className={styles.detail} dir="auto">
				{details.filter(Boolean).join(" · ")}
			</span>
		</span>
	);
}
