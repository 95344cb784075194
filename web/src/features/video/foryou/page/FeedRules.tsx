// The rules by which the server chooses what feeds can be made of: the host's own, and the constants.
import { useNavigate } from "react-router";
import { useLanguage, useT } from "@/lib/i18n";
import type { Told } from "@/matrix/causeway";
import { useClient } from "@/matrix/react";
import { Group, Row } from "@/ui/List";
import { Page } from "@/ui/Page";
import { SkeletonRows } from "@/ui/Skeleton";
import type { VideoApi } from "../../api";
import { useAnswer } from "../../find/calls";
import { nameOfMaker } from "../../makers";
import { personPath, soundPath, tagPath, videoPath, yourFeedPath } from "../../paths";
import { Trouble } from "../../Trouble";
import styles from "./YourFeed.module.css";

const ask = (api: VideoApi) => api.call("get", "feed/rules");
const days = (ms: number) => Math.round(ms / 86_400_000);

/** A page below "Your feed"; everybody can read it. */
export function FeedRules() {
	const t = useT();
	const go = useNavigate();
	const { answer, error, retry } = useAnswer(ask);
	return (
		<Page title={t("video.rules.title")} backOnDesktop onBack={() => void go(yourFeedPath)}>
			<div className={styles.body}>
				<p className={styles.intro}>{t("video.rules.intro")}</p>
				{error && !answer && <Trouble error={error} onRetry={retry} />}
				{!error && !answer && <SkeletonRows rows={4} label={t("video.loading")} />}
				{answer && (
					<>
						<Group title={t("video.rules.rules")}>
							{answer.rules.length === 0 && <Row label={t("video.rules.none")} />}
							{answer.rules.map((rule) => (
								<Rule key={`${rule.subject} ${rule.value}`} rule={rule} />
							))}
						</Group>
						<Weights weights={answer.weights} />
					</>
				)}
			</div>
		</Page>
	);
}

function Rule({ rule: { kind, subject, value, reason, since_ms } }: { rule: Told<"FeedRule"> }) {
	const t = useT();
	const client = useClient();
	const language = useLanguage();
	const about = {
		tag: { name: `#${value}`, to: tagPath(value) },
		author: { name: nameOfMaker(client, value), to: personPath(value) },
		video: { name: t("video.rules.aVideo"), to: videoPath(value) },
		sound: { name: t("video.feed.aSound"), to: soundPath(value) },
	}[subject];
	const when = new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(since_ms);
	return (
		<Row
			label={<bdi>{about.name}</bdi>}
			detail={
				<>
					{t(`video.rules.${kind}`)} · {t("video.rules.since", { when })}
					<br />
					<bdi>{reason}</bdi>
				</>
			}
			to={about.to}
		/>
	);
}

function Weights({ weights }: { weights: Told<"Weights"> }) {
	const t = useT();
	const { items, rising, popular, of_author: count, first_audience_views: views } = weights;
	return (
		<Group title={t("video.rules.how")} remark={t("video.rules.howRemark")}>
			<Row label={t("video.rules.items", { items })} />
			<Row label={t("video.rules.parts", { fresh: weights.new, rising, popular })} />
			<Row label={t("video.rules.firstAudience", { views, days: days(weights.first_audience_ms) })} />
			<Row label={t("video.rules.newAuthor", { days: days(weights.new_author_ms) })} />
			<Row label={t("video.rules.ofAuthor", { count })} />
		</Group>
	);
}
