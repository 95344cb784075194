// Short videos.
import { Play } from "lucide-react";
import { useT } from "@/lib/i18n";
import { Empty } from "@/ui/Empty";
import { Page } from "@/ui/Page";

/** The place Video. */
export function Video() {
	const t = useT();
	return (
		<Page title={t("discover.video")} bare>
			<Empty icon={Play}>{t("discover.videoEmpty")}</Empty>
		</Page>
	);
}
