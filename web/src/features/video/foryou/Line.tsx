// One line over the player where the feed is not as it should be.
import { useT } from "@/lib/i18n";
import { useEngine } from "./engine";
import styles from "./ForYou.module.css";

/** Mostly nothing. */
export function Line() {
	const t = useT();
	const { state } = useEngine();
	if (!state) return null;
	const { packs, keeping, settings } = state;
	const words =
		packs === "missing" || packs === "refused"
			? t(`video.feed.packs.${packs}`)
			: keeping !== "yes"
				? t(`video.feed.keeping.${keeping}`)
				: settings.paused
					? t("video.feed.isPaused")
					: null;
	if (!words) return null;
	return (
		<p className={styles.line} role="status">
			{words}
		</p>
	);
}
