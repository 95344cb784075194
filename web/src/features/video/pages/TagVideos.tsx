// The videos of a tag.
import { Hash } from "lucide-react";
import { useCallback } from "react";
import { useNavigate } from "react-router";
import { useLanguage, useT } from "@/lib/i18n";
import { Page } from "@/ui/Page";
import type { VideoApi } from "../api";
import { countWords } from "../counts";
import { useFeed } from "../feed/feeds";
import { useAnswer } from "../find/calls";
import styles from "../find/Find.module.css";
import { tagPath } from "../paths";
import { Grid } from "./Grid";

/** Mount with the tag as key. */
export function TagVideos({ tag }: { tag: string }) {
	const t = useT();
	const language = useLanguage();
	const go = useNavigate();
	const feed = useFeed({ kind: "tag", tag });
	const { answer } = useAnswer(
		useCallback((api: VideoApi) => api.call("get", "tags/{tag}", { path: { tag } }), [tag]),
	);
	return (
		<Page title={<bdi>#{tag}</bdi>} onBack={() => void go("/video")} backOnDesktop>
			<div className={styles.column}>
				{answer && (
					<header className={styles.head}>
						<span className={styles.cover}>
							<Hash size={40} strokeWidth={1.5} aria-hidden />
						</span>
						<p className={styles.about}>
							<strong>
								<bdi>#{tag}</bdi>
							</strong>
							<span>
								{t("video.videosNumber", {
									count: answer.videos,
									number: countWords(answer.videos, language),
								})}
							</span>
						</p>
					</header>
				)}
				<Grid feed={feed} watch={`${tagPath(tag)}/watch`} empty="video.noneOfTag" />
			</div>
		</Page>
	);
}
