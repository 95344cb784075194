// How chats behave on this device.
import { useT } from "@/lib/i18n";
import { choose, useSettings } from "@/lib/settings";
import { Group, SwitchRow } from "@/ui/List";

/** The page. */
export function Chats() {
	const t = useT();
	const now = useSettings();
	return (
		<>
			<Group title={t("settings.chats.writing")}>
				<SwitchRow
					label={t("settings.chats.enter")}
					detail={t(now.enterSends ? "settings.chats.enterOn" : "settings.chats.enterOff")}
					isSelected={now.enterSends}
					onChange={(enterSends) => choose({ enterSends })}
				/>
			</Group>
			<Group title={t("settings.chats.links")} remark={t("settings.chats.linksRemark")}>
				<SwitchRow
					label={t("settings.chats.previews")}
					isSelected={now.linkPreviews}
					onChange={(linkPreviews) => choose({ linkPreviews })}
				/>
				<SwitchRow
					label={t("settings.chats.previewsEncrypted")}
					detail={t("settings.chats.previewsEncryptedWords")}
					isSelected={now.linkPreviewsEncrypted}
					onChange={(linkPreviewsEncrypted) => choose({ linkPreviewsEncrypted })}
				/>
			</Group>
		</>
	);
}
