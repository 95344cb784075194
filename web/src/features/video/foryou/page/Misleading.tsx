// Whether who sees which files are fetched is misled.
import { useT } from "@/lib/i18n";
import { choose, useSettings } from "@/lib/settings";
import { Group, SwitchRow } from "@/ui/List";

/** Of this device, in all moods. */
export function Misleading() {
	const t = useT();
	const { videoDecoys } = useSettings();
	return (
		<Group title={t("video.feed.privacy")} remark={t("video.feed.privacyRemark")}>
			<SwitchRow
				label={t("video.feed.decoys")}
				detail={t("video.feed.decoysWords")}
				isSelected={videoDecoys}
				onChange={(on) => choose({ videoDecoys: on })}
			/>
		</Group>
	);
}
