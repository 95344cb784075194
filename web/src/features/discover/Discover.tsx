// The way to public groups, services and people.
import { Compass } from "lucide-react";
import { useT } from "@/lib/i18n";
import { Empty } from "@/ui/Empty";
import { Page } from "@/ui/Page";

/** The place Discover. */
export function Discover() {
	const t = useT();
	return (
		<Page title={t("discover.title")} bare>
			<Empty icon={Compass}>{t("discover.empty")}</Empty>
		</Page>
	);
}
