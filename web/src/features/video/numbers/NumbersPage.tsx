// Numbers of my videos, of one or of all: who watched is not in them, because nobody knows.
import { ChartNoAxesColumn } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { useLanguage, useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { Chips } from "@/ui/Chips";
import { Empty } from "@/ui/Empty";
import { Page } from "@/ui/Page";
import { SkeletonRows } from "@/ui/Skeleton";
import { useVideoApi, type VideoApi } from "../api";
import { countWords } from "../counts";
import { learn, useVideo } from "../feed/videos";
import { useAnswer } from "../find/calls";
import { personPath, videoPath } from "../paths";
import { Trouble } from "../Trouble";
import { DayBars } from "./DayBars";
import { DayTable } from "./DayTable";
import styles from "./Numbers.module.css";
import { Shares } from "./Shares";
import { type Counted, type Numbers, numbersOf, sources, sumOf } from "./shapes";
import { countedLabels, quarterLabels, sourceLabels } from "./words";

const spans = ["7", "28", "90"] as const;

interface NumbersPageProps {
	/** The video; `null`: all of mine. */
	id: string | null;
}

/** Mount with the id as key. */
export function NumbersPage({ id }: NumbersPageProps) {
	const t = useT();
	const go = useNavigate();
	const me = useClient().getSafeUserId();
	const [days, setDays] = useState<(typeof spans)[number]>("28");
	const ask = useCallback(
		async (api: VideoApi) => {
			const query = { days: Number(days) };
			if (id === null) return numbersOf(await api.call("get", "numbers", { query }));
			return numbersOf(await api.call("get", "videos/{id}/numbers", { path: { id }, query }));
		},
		[id, days],
	);
	const { answer, error, retry } = useAnswer(ask);
	return (
		<Page
			title={t(id === null ? "video.numbers" : "video.numbersOfVideo")}
			onBack={() => void go(id === null ? personPath(me) : videoPath(id))}
			backOnDesktop
		>
			<div className={styles.page}>
				{id !== null && <About id={id} />}
				<div className={styles.spans}>
					<Chips
						label={t("video.numbersSpan")}
						options={spans.map((one) => ({
							value: one,
							label: t("video.numbersDays", { days: Number(one) }),
						}))}
						value={days}
						onChange={setDays}
					/>
				</div>
				{error && !answer && (
					<Trouble error={error} onRetry={retry} meanings={{ M_NOT_FOUND: "video.gone" }} />
				)}
				{!error && !answer && <SkeletonRows rows={5} label={t("video.loading")} />}
				{answer && <Shown numbers={answer} isOne={id !== null} />}
			</div>
		</Page>
	);
}

/** Which video it is. */
function About({ id }: { id: string }) {
	const api = useVideoApi();
	const video = useVideo(id);
	const isKnown = video !== undefined;
	useEffect(() => {
		// Opened by its address, nothing has told of it. If it cannot be had, the numbers say why.
		if (!isKnown)
			api
				.video(id)
				.then((found) => learn([found]))
				.catch(() => undefined);
	}, [api, id, isKnown]);
	if (!video) return null;
	return (
		<div className={styles.about}>
			{video.playback?.poster && (
				<img src={video.playback.poster} alt="" className={styles.poster} draggable={false} />
			)}
			<p className={styles.caption} dir="auto">
				{video.caption}
			</p>
		</div>
	);
}

function Shown({ numbers, isOne }: { numbers: Numbers; isOne: boolean }) {
	const t = useT();
	const kinds: readonly Counted[] = isOne
		? ["views", "likes", "comments", "shares", "saves", "reposts"]
		: ["views", "likes", "comments", "shares", "saves", "reposts", "follows"];
	const isEmpty = kinds.every((kind) => !sumOf(numbers, kind));
	return (
		<>
			{numbers.first && <First of={numbers.first} />}
			{isEmpty ? (
				<Empty icon={ChartNoAxesColumn}>{t("video.numbersNone")}</Empty>
			) : (
				<>
					<ByDay numbers={numbers} kinds={kinds} />
					{numbers.views !== null && <OfViews numbers={numbers} whole={numbers.views} />}
				</>
			)}
			<p className={styles.note}>{t("video.numbersNote")}</p>
		</>
	);
}

/** What one chooses is drawn. */
function ByDay({ numbers, kinds }: { numbers: Numbers; kinds: readonly Counted[] }) {
	const t = useT();
	const language = useLanguage();
	const [what, choose] = useState<Counted>(numbers.views === null ? "likes" : "views");
	const label = t(countedLabels[what]);
	return (
		<section className={styles.card}>
			<fieldset className={styles.sums} aria-label={t("video.numbersWhat")}>
				{kinds.map((kind) => {
					const sum = sumOf(numbers, kind);
					return (
						<button
							key={kind}
							type="button"
							className={styles.sum}
							aria-pressed={kind === what}
							onClick={() => choose(kind)}
						>
							<span className={styles.figure} data-few={sum === null || undefined}>
								{sum === null ? t("video.numbersFewShort") : countWords(sum, language)}
							</span>
							<span className={styles.of}>{t(countedLabels[kind])}</span>
						</button>
					);
				})}
			</fieldset>
			<DayBars days={numbers.days} what={what} label={t("video.numbersByDay", { what: label })} />
			<DayTable days={numbers.days} kinds={kinds} />
		</section>
	);
}

function OfViews({ numbers, whole }: { numbers: Numbers; whole: number }) {
	const t = useT();
	const completion = quarterLabels
		.map((label, quarters) => ({
			key: label,
			label: t(label),
			value: numbers.completion[quarters] ?? null,
		}))
		.toReversed();
	const found = sources.map((one) => ({
		key: one,
		label: t(sourceLabels[one]),
		value: numbers.sources[one],
	}));
	return (
		<div className={styles.pair}>
			<Shares title={t("video.numbersCompletion")} parts={completion} whole={whole} />
			<Shares title={t("video.numbersSources")} parts={found} whole={whole} />
		</div>
	);
}

/** The audience that every new video gets. */
function First({ of: { views, of, done } }: { of: NonNullable<Numbers["first"]> }) {
	const t = useT();
	return (
		<section className={styles.card}>
			<h2 className={styles.heading}>{t("video.numbersFirst")}</h2>
			<progress
				className={styles.progress}
				value={done ? of : (views ?? 0)}
				max={of}
				aria-label={t("video.numbersFirst")}
			/>
			<p className={styles.words}>
				{done
					? t("video.numbersFirstDone")
					: views === null
						? t("video.numbersFirstFew", { of })
						: t("video.numbersFirstSoFar", { views, of })}
			</p>
		</section>
	);
}
