// My profile and all settings.
import { Server } from "lucide-react";
import { useT } from "@/lib/i18n";
import { useRunsServer } from "@/matrix/me";
import { PersonAvatar, useName } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { Group, Row } from "@/ui/List";
import { Page } from "@/ui/Page";

/** The place Me. */
export function Me() {
	const t = useT();
	const userId = useClient().getSafeUserId();
	const name = useName(userId);
	const runsServer = useRunsServer();
	return (
		<Page title={t("settings.title")}>
			<Group>
				<Row label={name} detail={userId} before={<PersonAvatar userId={userId} />} />
			</Group>
			{runsServer && (
				<Group>
					<Row icon={Server} label={t("settings.admin")} to="/admin" />
				</Group>
			)}
		</Page>
	);
}
