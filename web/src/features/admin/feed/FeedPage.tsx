// For You, from the host's side: how its packs and what was learnt are, and the rules. Nobody who watches is in it.
import { useLanguage, useT } from "@/lib/i18n";
import type { Told } from "@/matrix/causeway";
import { Group, Row } from "@/ui/List";
import { SkeletonRows } from "@/ui/Skeleton";
import styles from "../Admin.module.css";
import { useAnswer } from "../api";
import { useFormat } from "../format";
import { Failed } from "../Shown";
import { Rules } from "./Rules";
import { useSpan } from "./span";

type Health = Told<"FeedHealth">;

/** The tab. */
export function FeedPage() {
	const t = useT();
	const { answer, error, reload } = useAnswer<Health>("feed");
	if (error && !answer) return <Failed error={error} onRetry={reload} />;
	if (!answer) return <SkeletonRows rows={6} label={t("admin.loading")} />;
	return (
		<>
			<p className={styles.intro}>{t("admin.feed.intro")}</p>
			<Coverage health={answer} />
			<Rules />
			<Learnt model={answer.model} />
			<Packs packs={answer.packs} />
		</>
	);
}

function Coverage({ health: { videos, covered, packs } }: { health: Health }) {
	const t = useT();
	const format = useFormat();
	const bytes = packs.reduce((sum, one) => sum + one.packed_bytes, 0);
	const tiles = [
		{ label: t("admin.feed.videos"), value: format.number(videos) },
		{ label: t("admin.feed.covered"), value: format.number(covered) },
		{ label: t("admin.feed.packs"), value: format.number(packs.length) },
		{ label: t("admin.feed.bytes"), value: format.bytes(bytes) },
	];
	return (
		<div className={styles.tiles}>
			{tiles.map(({ label, value }) => (
				<div key={label} className={styles.tile}>
					<strong>{value}</strong>
					<span>{label}</span>
				</div>
			))}
		</div>
	);
}

function Learnt({ model }: { model: Health["model"] | undefined }) {
	const t = useT();
	const format = useFormat();
	const span = useSpan();
	if (!model)
		return (
			<Group title={t("admin.feed.learnt")}>
				<Row label={t("admin.feed.nothingLearnt")} />
			</Group>
		);
	return (
		<Group title={t("admin.feed.learnt")} remark={t("admin.feed.learntRemark")}>
			<Row label={t("admin.feed.age")} value={span(model.age_ms)} />
			<Row label={t("admin.feed.learntVideos")} value={format.number(model.videos)} />
			<Row label={t("admin.feed.acts")} value={format.number(model.acts)} />
			<Row label={t("admin.feed.took")} value={span(model.took_ms)} />
		</Group>
	);
}

function Packs({ packs }: { packs: Health["packs"] }) {
	const t = useT();
	const format = useFormat();
	const language = useLanguage();
	const span = useSpan();
	const names = new Intl.DisplayNames([language], { type: "language" });
	const nameOf = ({ language: spoken, level }: Told<"Pool">) => {
		const words = spoken ? (names.of(spoken) ?? spoken) : t("admin.feed.allLanguages");
		return level === "sensitive" ? t("admin.feed.sensitive", { pool: words }) : words;
	};
	return (
		<Group title={t("admin.feed.packs")} remark={t("admin.feed.packsRemark")}>
			{packs.length === 0 && <Row label={t("admin.feed.noPacks")} />}
			{packs.map((pack) => (
				<Row
					key={`${pack.pool.language} ${pack.pool.level}`}
					label={nameOf(pack.pool)}
					detail={t("admin.feed.mix", {
						creators: pack.creators,
						tags: pack.tags,
						fresh: pack.new_share,
						creator: pack.new_creator_share,
					})}
					value={
						<>
							{t("admin.feed.videosNumber", { count: pack.count })}
							<br />
							{`${format.bytes(pack.packed_bytes)} · ${span(pack.age_ms)}`}
						</>
					}
				/>
			))}
		</Group>
	);
}
