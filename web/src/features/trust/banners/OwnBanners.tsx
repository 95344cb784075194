// What stands over every place while something about the own encryption is open.
import { X } from "lucide-react";
import { useState } from "react";
import { useClockOff } from "@/lib/clock";
import { useT } from "@/lib/i18n";
import { useSettings } from "@/lib/settings";
import { useStorageState } from "@/lib/storageState";
import { useClient } from "@/matrix/react";
import { dismissRestoring, restoreMessages, useRestoring } from "@/matrix/restore";
import { type OwnTrust, useOwnTrust } from "@/matrix/trust";
import { Button, IconButton } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { putOff } from "../later";
import { NewKeyDialog } from "../NewKeyDialog";
import styles from "./Banners.module.css";
import { OwnDevices } from "./OwnDevices";

/** One line at a time, the most pressing first. */
export function OwnBanners() {
	const t = useT();
	const trust = useOwnTrust();
	const restoring = useRestoring();
	const [making, setMaking] = useState(false);
	const storage = useStorageState();
	const clockOff = useClockOff();
	const [clockTold, setClockTold] = useState(false);
	return (
		<>
			{storage !== "fine" && (
				<div className={styles.line}>
					<Notice kind="warning">{t(`trust.banner.${storage}`)}</Notice>
				</div>
			)}
			{trust && <Line trust={trust} onMake={() => setMaking(true)} />}
			{clockOff !== 0 && !clockTold && (
				<div className={styles.line}>
					<Notice
						kind="warning"
						action={
							<IconButton icon={X} size={18} label={t("ui.close")} onPress={() => setClockTold(true)} />
						}
					>
						{t(clockOff > 0 ? "trust.banner.clockAhead" : "trust.banner.clockBehind", spanOf(clockOff))}
					</Notice>
				</div>
			)}
			<OwnDevices />
			{restoring && <RestoringLine />}
			{making && <NewKeyDialog onClose={() => setMaking(false)} />}
		</>
	);
}

/** In the largest unit of which there is at least one. */
function spanOf(ms: number): { unit: "minutes" | "hours" | "days"; count: number } {
	const minutes = Math.abs(ms) / 60_000;
	if (minutes < 90) return { unit: "minutes", count: Math.round(minutes) };
	if (minutes < 36 * 60) return { unit: "hours", count: Math.round(minutes / 60) };
	return { unit: "days", count: Math.round(minutes / 1440) };
}

function Line({ trust, onMake }: { trust: OwnTrust; onMake: () => void }) {
	const t = useT();
	const { confirmedOnly } = useSettings();
	if (trust.identity && !trust.verified)
		return (
			<div className={styles.line}>
				<Notice
					kind="warning"
					action={
						<Button small onPress={() => putOff(null)}>
							{t("trust.banner.confirm")}
						</Button>
					}
				>
					{t(confirmedOnly ? "trust.banner.heldBack" : "trust.banner.unconfirmed")}
				</Notice>
			</div>
		);
	if (trust.identity && trust.recovery && trust.recoveryKept) return null;
	return (
		<div className={styles.line}>
			<Notice
				action={
					<Button small onPress={onMake}>
						{t("trust.banner.makeKey")}
					</Button>
				}
			>
				{t("trust.banner.noKey")}
			</Notice>
		</div>
	);
}

function RestoringLine() {
	const t = useT();
	const client = useClient();
	const restoring = useRestoring();
	if (!restoring) return null;
	if (restoring.failed)
		return (
			<div className={styles.line}>
				<Notice
					kind="warning"
					action={
						<>
							<Button small onPress={() => restoreMessages(client)}>
								{t("trust.key.again")}
							</Button>
							<Button small kind="quiet" onPress={dismissRestoring}>
								{t("ui.close")}
							</Button>
						</>
					}
				>
					{t("trust.banner.restoreFailed")}
				</Notice>
			</div>
		);
	const { done, total } = restoring;
	return (
		<div className={styles.line}>
			<Notice>
				{t("trust.banner.restoring", { percent: total > 0 ? done / total : 0 })}
				<progress
					className={styles.progress}
					value={total > 0 ? done : undefined}
					max={total || undefined}
					aria-label={t("trust.banner.restoringLabel")}
				/>
			</Notice>
		</div>
	);
}
