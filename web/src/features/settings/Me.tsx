// My profile and all settings.
import { MonitorDown, QrCode, Server, UserRoundPlus } from "lucide-react";
import { useT } from "@/lib/i18n";
import { useInstall } from "@/lib/install";
import { useRunsServer } from "@/matrix/me";
import { PersonAvatar, useName } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { Group, Row } from "@/ui/List";
import { Page } from "@/ui/Page";
import { type SettingsPage, useSettingsPages } from "./page";

const groups = ["account", "app", "end"] as const;

/** The place Me. */
export function Me() {
	const t = useT();
	const userId = useClient().getSafeUserId();
	const name = useName(userId);
	const install = useInstall();
	const runsServer = useRunsServer();
	const pages = useSettingsPages();
	return (
		<Page title={t("settings.title")}>
			<Group>
				<Row
					to="/me/profile"
					label={name}
					detail={userId}
					before={<PersonAvatar userId={userId} size={56} />}
				/>
				<Row to="/contacts/code" icon={QrCode} label={t("settings.code")} />
				<Row to="/contacts/invite" icon={UserRoundPlus} label={t("contacts.invite")} />
			</Group>
			{groups.map((group) => (
				<Group key={group}>
					{pages
						.filter((page) => page.group === group && page.id !== "profile")
						.map((page) => (
							<PageRow key={page.id} page={page} />
						))}
				</Group>
			))}
			{install && (
				<Group remark={t("settings.installRemark")}>
					<Row icon={MonitorDown} label={t("settings.install")} onPress={install} />
				</Group>
			)}
			{runsServer && (
				<Group>
					<Row icon={Server} label={t("settings.admin")} to="/admin" />
				</Group>
			)}
		</Page>
	);
}

function PageRow({ page }: { page: SettingsPage }) {
	const t = useT();
	const { to = `/me/${page.id}`, icon, label, Value } = page;
	return <Row to={to} icon={icon} label={t(label)} {...(Value && { value: <Value /> })} />;
}
