// How long one watches, and when it is enough.
import { useT } from "@/lib/i18n";
import { clockOf, minutesOf } from "@/lib/quietHours";
import { choose, useSettings } from "@/lib/settings";
import { Chips } from "@/ui/Chips";
import { Group, Row, SwitchRow } from "@/ui/List";
import { dayOf } from "../today";
import styles from "./YourFeed.module.css";

/** Minutes a day; 0: without end. */
const minutes = [0, 15, 30, 60, 120] as const;

/** Of this device, in all moods. */
export function WellBeing({ days }: { days: ReadonlyMap<string, number> }) {
	const t = useT();
	const { videoAutoplay, videoMinutes, videoRest, videoRestFrom, videoRestTo } = useSettings();
	const today = Math.round((days.get(dayOf(new Date())) ?? 0) / 60);
	return (
		<Group title={t("video.feed.wellBeing")} remark={t("video.feed.wellBeingRemark")}>
			<Row label={t("video.feed.timeToday")} value={t("video.feed.minutes", { minutes: today })} />
			<div className={styles.ask}>
				<span>{t("video.feed.enough")}</span>
				<Chips
					label={t("video.feed.enough")}
					options={minutes.map((value) => ({
						value: String(value),
						label: value === 0 ? t("video.feed.noEnd") : t("video.feed.minutes", { minutes: value }),
					}))}
					value={String(minutes.find((value) => value === videoMinutes) ?? 0)}
					onChange={(value) => choose({ videoMinutes: Number(value) })}
				/>
			</div>
			<SwitchRow
				label={t("video.feed.rest")}
				detail={t("video.feed.restWords")}
				isSelected={videoRest}
				onChange={(on) => choose({ videoRest: on })}
			/>
			{videoRest && (
				<div className={styles.times}>
					<Time
						label={t("video.feed.restFrom")}
						value={videoRestFrom}
						onChange={(value) => choose({ videoRestFrom: value })}
					/>
					<Time
						label={t("video.feed.restTo")}
						value={videoRestTo}
						onChange={(value) => choose({ videoRestTo: value })}
					/>
				</div>
			)}
			<SwitchRow
				label={t("video.feed.autoplay")}
				detail={t("video.feed.autoplayWords")}
				isSelected={videoAutoplay}
				onChange={(on) => choose({ videoAutoplay: on })}
			/>
		</Group>
	);
}

function Time({
	label,
	value,
	onChange,
}: {
	label: string;
	value: number;
	onChange: (value: number) => void;
}) {
	return (
		<label className={styles.time}>
			<span>{label}</span>
			<input
				type="time"
				value={clockOf(value)}
				onChange={(event) => {
					const minutes = minutesOf(event.target.value);
					if (minutes !== null) onChange(minutes);
				}}
			/>
		</label>
	);
}
