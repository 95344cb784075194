// Passes a video on to those who follow me.
import { Repeat2 } from "lucide-react";
import { useT } from "@/lib/i18n";
import { Row } from "@/ui/List";
import { toast } from "@/ui/Toast";
import { useActs } from "../feed/acts";
import type { Video } from "../shapes";

/** A row of the menu; once more takes it back. */
export function RepostRow({ video, onDone }: { video: Video; onDone: () => void }) {
	const t = useT();
	const acts = useActs();
	const on = !video.reposted;
	return (
		<Row
			icon={Repeat2}
			label={t(on ? "video.repost" : "video.repostNot")}
			detail={on ? t("video.repostWords") : undefined}
			onPress={() => {
				acts.repost(video, on);
				if (on) toast(t("video.reposted"));
				onDone();
			}}
		/>
	);
}
