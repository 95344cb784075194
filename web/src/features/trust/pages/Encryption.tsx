// Where encryption stands: identity, recovery key, backup; and keys as a file.
import { CloudUpload, FileDown, FileUp, History, KeyRound, ShieldCheck, ShieldX } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { choose, useSettings } from "@/lib/settings";
import { useClient } from "@/matrix/react";
import { restoreMessages, useRestoring } from "@/matrix/restore";
import { useOwnTrust } from "@/matrix/trust";
import { Confirm } from "@/ui/Dialog";
import { Group, Row, SwitchRow } from "@/ui/List";
import { SkeletonRows } from "@/ui/Skeleton";
import { ExportKeys } from "../keys/ExportKeys";
import { ImportKeys } from "../keys/ImportKeys";
import { putOff } from "../later";
import { NewKeyDialog } from "../NewKeyDialog";
import { wantStartOver } from "../over";

type Open = "newKey" | "replace" | "export" | "import" | null;

/** The page. */
export function Encryption() {
	const t = useT();
	const trust = useOwnTrust();
	const { confirmedOnly } = useSettings();
	const [open, setOpen] = useState<Open>(null);
	const close = () => setOpen(null);
	if (!trust) return <SkeletonRows rows={4} label={t("trust.devices.loading")} />;
	const hasKey = trust.recovery && trust.recoveryKept;
	return (
		<>
			<Group title={t("trust.encryption.state")}>
				{trust.identity && !trust.verified ? (
					<Row
						icon={ShieldX}
						label={t("trust.encryption.unconfirmed")}
						detail={t("trust.banner.unconfirmed")}
						onPress={() => putOff(null)}
					/>
				) : (
					<Row
						icon={ShieldCheck}
						label={t(trust.identity ? "trust.encryption.confirmed" : "trust.encryption.noIdentity")}
						detail={t(
							trust.identity ? "trust.encryption.confirmedWords" : "trust.encryption.noIdentityWords",
						)}
					/>
				)}
				<Row
					icon={KeyRound}
					label={t(hasKey ? "trust.encryption.hasKey" : "trust.encryption.noKey")}
					detail={t(hasKey ? "trust.encryption.hasKeyWords" : "trust.banner.noKey")}
				/>
				<Row
					icon={CloudUpload}
					label={t(trust.backup ? "trust.encryption.backup" : "trust.encryption.noBackup")}
					detail={t(trust.backup ? "trust.encryption.backupWords" : "trust.encryption.noBackupWords")}
				/>
			</Group>
			<Group remark={t("trust.encryption.newKeyRemark")}>
				<Row
					icon={KeyRound}
					label={t(hasKey ? "trust.encryption.newKey" : "trust.encryption.makeKey")}
					onPress={() => setOpen(hasKey ? "replace" : "newKey")}
				/>
				{trust.backup && <Restore />}
			</Group>
			<Group remark={t("trust.encryption.filesRemark")}>
				<Row icon={FileDown} label={t("trust.keys.export")} onPress={() => setOpen("export")} />
				<Row icon={FileUp} label={t("trust.keys.import")} onPress={() => setOpen("import")} />
			</Group>
			<Group>
				<SwitchRow
					label={t("trust.encryption.confirmedOnly")}
					detail={t("trust.encryption.confirmedOnlyWords")}
					isSelected={confirmedOnly}
					onChange={(value) => choose({ confirmedOnly: value })}
				/>
			</Group>
			{trust.identity && (
				<Group remark={t("trust.encryption.overRemark")}>
					<Row icon={ShieldX} danger label={t("trust.over.title")} onPress={() => wantStartOver(true)} />
				</Group>
			)}
			<Confirm
				title={t("trust.encryption.newKey")}
				confirm={t("trust.encryption.newKey")}
				isOpen={open === "replace"}
				onConfirm={() => setOpen("newKey")}
				onClose={close}
			>
				{t("trust.encryption.replaceWords")}
			</Confirm>
			{open === "newKey" && <NewKeyDialog onClose={close} />}
			{open === "export" && <ExportKeys onClose={close} />}
			{open === "import" && <ImportKeys onClose={close} />}
		</>
	);
}

function Restore() {
	const t = useT();
	const client = useClient();
	const restoring = useRestoring();
	const go = useNavigate();
	return (
		<Row
			icon={History}
			label={t("trust.encryption.restore")}
			detail={restoring && !restoring.failed ? t("trust.banner.restoringLabel") : undefined}
			onPress={() => {
				restoreMessages(client);
				void go("/chat");
			}}
		/>
	);
}
