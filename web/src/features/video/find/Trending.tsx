// What rises now: tags, sounds and videos, of one language or of all, where nothing is searched yet.
import { TrendingUp } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { useLanguage, useT } from "@/lib/i18n";
import { choose, useSettings } from "@/lib/settings";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Empty } from "@/ui/Empty";
import { SkeletonRows } from "@/ui/Skeleton";
import type { VideoApi } from "../api";
import { useFeed, useFeedState } from "../feed/feeds";
import { videoById } from "../feed/videos";
import { languageName } from "../foryou/reasonWords";
import { Grid } from "../pages/Grid";
import { soundsOf, useAnswer } from "./calls";
import styles from "./Find.module.css";
import { offeredLanguages } from "./offeredLanguages";
import { SoundRow, TagRow } from "./Rows";

/** How many rows stand there before one asks for more. */
const atFirst = 5;
/** Of the chips: no language. */
const all = "all";

/** Of the language that was chosen last; which one is kept on the device. */
export function Trending() {
	const t = useT();
	const mine = useLanguage();
	const { videoTrends: language } = useSettings();
	const offered = useOffered(language);
	return (
		<>
			<div className={styles.kinds}>
				<Chips
					label={t("video.trendingLanguage")}
					options={[
						{ value: all, label: t("video.trendingAllLanguages") },
						...offered.map((one) => ({ value: one, label: languageName(one, mine) })),
					]}
					value={language ?? all}
					onChange={(one) => choose({ videoTrends: one === all ? null : one })}
				/>
			</div>
			<div key={language} className={styles.trending}>
				<Names language={language} />
				<Videos language={language} />
			</div>
		</>
	);
}

/** Mine, those I read, those of the videos that rise, and the chosen one. */
function useOffered(chosen: string | null): string[] {
	const mine = useLanguage();
	const feed = useFeed({ kind: "rising", language: null });
	const { ids, loading, error } = useFeedState(feed);
	useEffect(() => {
		if (ids === null && !loading && !error) void feed.loadMore();
	}, [feed, ids, loading, error]);
	const spoken = ids?.map((id) => videoById(id)?.language) ?? [];
	return offeredLanguages(mine, ...navigator.languages, ...spoken, chosen);
}

/** Tags and sounds; an older server has neither. */
function Names({ language }: { language: string | null }) {
	const t = useT();
	const ask = useCallback(
		async (api: VideoApi) => {
			const query = { language };
			const [{ tags }, { sounds }] = await Promise.all([
				api.call("get", "trending/tags", { query }),
				api.call("get", "trending/sounds", { query }),
			]);
			return { tags, sounds: soundsOf(sounds) };
		},
		[language],
	);
	const { answer, error } = useAnswer(ask);
	// What is wrong the videos say.
	if (error && !answer) return null;
	if (!answer)
		return (
			<div className={styles.names}>
				<SkeletonRows rows={atFirst} label={t("video.loading")} />
			</div>
		);
	const { tags, sounds } = answer;
	if (tags.length === 0 && sounds.length === 0) return null;
	return (
		<div className={styles.names}>
			<Section
				title={t("video.trendingTags")}
				rows={tags.map((tag, at) => <TagRow key={tag.tag} tag={tag} rank={at + 1} />)}
			/>
			<Section
				title={t("video.trendingSounds")}
				rows={sounds.map((sound) => <SoundRow key={sound.id} sound={sound} />)}
			/>
		</div>
	);
}

/** The first few of a list, and the rest when it is asked for. */
function Section({ title, rows }: { title: string; rows: readonly ReactNode[] }) {
	const t = useT();
	const [whole, setWhole] = useState(false);
	if (rows.length === 0) return null;
	return (
		<section>
			<h2 className={styles.heading}>{title}</h2>
			<ol className={styles.list}>{whole ? rows : rows.slice(0, atFirst)}</ol>
			{!whole && rows.length > atFirst && (
				<div className={styles.more}>
					<Button small kind="quiet" onPress={() => setWhole(true)}>
						{t("video.trendingMore")}
					</Button>
				</div>
			)}
		</section>
	);
}

function Videos({ language }: { language: string | null }) {
	const t = useT();
	const mine = useLanguage();
	const feed = useFeed({ kind: "rising", language });
	const { ids, more, error } = useFeedState(feed);
	if (ids?.length === 0 && !more && !error)
		return language === null ? (
			<Empty icon={TrendingUp}>{t("video.trendingNone")}</Empty>
		) : (
			<Empty
				icon={TrendingUp}
				action={
					<Button onPress={() => choose({ videoTrends: null })}>{t("video.trendingAllLanguages")}</Button>
				}
			>
				{t("video.trendingNoneIn", { language: languageName(language, mine) })}
			</Empty>
		);
	return (
		<section>
			<h2 className={styles.heading}>{t("video.trendingVideos")}</h2>
			<Grid
				feed={feed}
				watch={`/video/search/watch?rising=${encodeURIComponent(language ?? "")}`}
				empty="video.trendingNone"
				fresh
			/>
		</section>
	);
}
