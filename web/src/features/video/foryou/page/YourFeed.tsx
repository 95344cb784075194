// "Your feed": how For You is put in order, what it knows, and how long one watches.
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { Chips } from "@/ui/Chips";
import { Choice } from "@/ui/Choice";
import { Group, Row, SwitchRow } from "@/ui/List";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { SkeletonRows } from "@/ui/Skeleton";
import { useFeed } from "../../feed/feeds";
import { feedRulesPath } from "../../paths";
import type { FeedState } from "../Core";
import { useEngine } from "../engine";
import { type FeedSettings, type Length, lengths, type RankerId, rankerIds } from "../settings";
import { Devices } from "./Devices";
import { Knows } from "./Knows";
import { LanguageRows } from "./LanguageRows";
import { Misleading } from "./Misleading";
import { Moods } from "./Moods";
import { Never } from "./Never";
import { Slider } from "./Slider";
import { Taking } from "./Taking";
import { Topics } from "./Topics";
import { WellBeing } from "./WellBeing";
import styles from "./YourFeed.module.css";

/** A page of the place Video. */
export function YourFeed() {
	const t = useT();
	const go = useNavigate();
	const { state } = useEngine();
	return (
		<Page title={t("video.feed.title")} backOnDesktop onBack={() => void go(-1)}>
			<div className={styles.body}>
				<p className={styles.intro}>{t("video.feed.intro")}</p>
				{state ? <Parts state={state} /> : <SkeletonRows rows={6} label={t("video.loading")} />}
			</div>
		</Page>
	);
}

function Parts({ state }: { state: FeedState }) {
	const t = useT();
	const { engine } = useEngine();
	const feed = useFeed({ kind: "forYou" });
	const { settings } = state;
	const choose = (change: Partial<FeedSettings>) => void engine.call("choose", change).then(feed.rethink);
	const learns = settings.ranker === "learned";
	return (
		<>
			{state.keeping !== "yes" && <Notice kind="warning">{t(`video.feed.keeping.${state.keeping}`)}</Notice>}
			<Choice<RankerId>
				label={t("video.feed.order")}
				options={rankerIds.map((value) => ({
					value,
					label: t(`video.feed.ranker.${value}`),
					detail: t(`video.feed.rankerWords.${value}`),
				}))}
				value={settings.ranker}
				onChange={(ranker) => choose({ ranker })}
			/>
			<Group>
				<SwitchRow
					label={t("video.feed.pause")}
					detail={t("video.feed.pauseWords")}
					isSelected={settings.paused}
					onChange={(paused) => choose({ paused })}
				/>
			</Group>
			{learns && (
				<>
					<Group title={t("video.feed.mix")}>
						<Slider
							label={t("video.feed.surprise")}
							least={t("video.feed.familiar")}
							most={t("video.feed.new")}
							value={settings.surprise}
							range={[0, 1]}
							onChange={(surprise) => choose({ surprise })}
						/>
						<div className={styles.ask}>
							<span>{t("video.feed.length")}</span>
							<Chips<Length>
								label={t("video.feed.length")}
								options={lengths.map((value) => ({ value, label: t(`video.feed.length.${value}`) }))}
								value={settings.length}
								onChange={(length) => choose({ length })}
							/>
						</div>
					</Group>
					<Topics state={state} onChange={(topics) => choose({ topics })} />
				</>
			)}
			<LanguageRows state={state} onChange={(languages) => choose({ languages })} />
			<Never never={settings.never} />
			<Knows />
			<Group remark={t("video.rules.rowRemark")}>
				<Row label={t("video.rules.title")} to={feedRulesPath} />
			</Group>
			<Moods state={state} />
			<Misleading />
			<WellBeing days={state.days} />
			<Devices state={state} />
			<Taking />
		</>
	);
}
