// People: those I chat with.
import { UsersRound } from "lucide-react";
import { useT } from "@/lib/i18n";
import { Empty } from "@/ui/Empty";
import { Page } from "@/ui/Page";

/** The place Contacts. */
export function Contacts() {
	const t = useT();
	return (
		<Page title={t("contacts.title")} bare>
			<Empty icon={UsersRound}>{t("contacts.empty")}</Empty>
		</Page>
	);
}
