// What is on the way up: tags and sounds, where nothing is searched yet.
import { Search } from "lucide-react";
import { useT } from "@/lib/i18n";
import { Empty } from "@/ui/Empty";
import { SkeletonRows } from "@/ui/Skeleton";
import type { VideoApi } from "../api";
import { soundsOf, useAnswer } from "./calls";
import styles from "./Find.module.css";
import { SoundRow, TagRow } from "./Rows";

const askTags = async (api: VideoApi) => (await api.call("get", "trending/tags")).tags;
const askSounds = async (api: VideoApi) => soundsOf((await api.call("get", "trending/sounds")).sounds);

/** Two lists; an older server has neither. */
export function Trending() {
	const t = useT();
	const { answer: tags, error } = useAnswer(askTags);
	const { answer: sounds } = useAnswer(askSounds);
	if (!tags && !error) return <SkeletonRows rows={6} label={t("video.loading")} />;
	if (!tags?.length && !sounds?.length) return <Empty icon={Search}>{t("video.searchEmpty")}</Empty>;
	return (
		<div className={styles.trending}>
			{tags && tags.length > 0 && (
				<section>
					<h2 className={styles.heading}>{t("video.trendingTags")}</h2>
					<ol className={styles.list}>
						{tags.slice(0, 10).map((tag, at) => (
							<TagRow key={tag.tag} tag={tag} rank={at + 1} />
						))}
					</ol>
				</section>
			)}
			{sounds && sounds.length > 0 && (
				<section>
					<h2 className={styles.heading}>{t("video.trendingSounds")}</h2>
					<ul className={styles.list}>
						{sounds.slice(0, 10).map((sound) => (
							<SoundRow key={sound.id} sound={sound} />
						))}
					</ul>
				</section>
			)}
		</div>
	);
}
