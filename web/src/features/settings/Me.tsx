// My profile and all settings.
import { useT } from "@/lib/i18n";
import { PersonAvatar, useName } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { Group, Row } from "@/ui/List";
import { Page } from "@/ui/Page";

/** The place Me. */
export function Me() {
	const t = useT();
	const userId = useClient().getSafeUserId();
	const name = useName(userId);
	return (
		<Page title={t("settings.title")}>
			<Group>
				<Row label={name} detail={userId} before={<PersonAvatar userId={userId} />} />
			</Group>
		</Page>
	);
}
