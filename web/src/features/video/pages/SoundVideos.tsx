// A sound: whose it is, all videos that have it, and the way to use it oneself.
import { Music2, Plus } from "lucide-react";
import { useCallback } from "react";
import { Link, useNavigate } from "react-router";
import { useLanguage, useT } from "@/lib/i18n";
import { clock } from "@/lib/lengths";
import { useHost } from "@/matrix/useHost";
import { Button } from "@/ui/Button";
import { Page } from "@/ui/Page";
import type { VideoApi } from "../api";
import { countWords } from "../counts";
import { madeOfPath } from "../create/use";
import { useFeed } from "../feed/feeds";
import { useAnswer } from "../find/calls";
import styles from "../find/Find.module.css";
import { type Sound, soundOf } from "../find/shapes";
import { useMaker } from "../makers";
import { personPath, soundPath } from "../paths";
import { Trouble } from "../Trouble";
import { Grid } from "./Grid";

/** Mount with the id as key. */
export function SoundVideos({ id }: { id: string }) {
	const t = useT();
	const go = useNavigate();
	const feed = useFeed({ kind: "sound", id });
	const { answer, error, retry } = useAnswer(
		useCallback(
			async (api: VideoApi) => soundOf(await api.call("get", "sounds/{id}", { path: { id } })),
			[id],
		),
	);
	return (
		<Page
			title={<bdi>{answer?.title ?? t("video.originalSound")}</bdi>}
			onBack={() => void go("/video")}
			backOnDesktop
		>
			{error ? (
				<Trouble error={error} onRetry={retry} meanings={{ M_NOT_FOUND: "video.soundGone" }} />
			) : (
				<div className={styles.column}>
					{answer && <Head sound={answer} />}
					<Grid feed={feed} watch={`${soundPath(id)}/watch`} empty="video.noneOfSound" />
				</div>
			)}
		</Page>
	);
}

function Head({ sound }: { sound: Sound }) {
	const t = useT();
	const language = useLanguage();
	const go = useNavigate();
	const makes = useHost()?.video?.trim ?? false;
	const { name } = useMaker(sound.author?.userId ?? "", 48);
	return (
		<header className={styles.head}>
			<span className={styles.cover}>
				{sound.poster ? (
					<img src={sound.poster} alt="" draggable={false} />
				) : (
					<Music2 size={40} strokeWidth={1.5} aria-hidden />
				)}
			</span>
			<p className={styles.about}>
				<strong>
					<bdi>{sound.title ?? t("video.originalSound")}</bdi>
				</strong>
				{sound.author && (
					<Link to={personPath(sound.author.userId)}>
						<bdi>{name}</bdi>
					</Link>
				)}
				<span>
					{sound.seconds > 0 && `${clock(sound.seconds)} · `}
					{t("video.videosNumber", { count: sound.videos, number: countWords(sound.videos, language) })}
				</span>
			</p>
			{makes && (
				<Button kind="primary" icon={Plus} onPress={() => void go(madeOfPath("sound", sound.id))}>
					{t("video.useSound")}
				</Button>
			)}
		</header>
	);
}
