// Every device that is signed in to the account.
import { CircleAlert, LogOut, MonitorSmartphone, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { ago } from "@/lib/ago";
import { useLanguage, useT } from "@/lib/i18n";
import { type OwnDevice, signOutDevices, useOwnDevices } from "@/matrix/devices";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { Group, Row } from "@/ui/List";
import { Notice } from "@/ui/Notice";
import { SkeletonRows } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { usePassword } from "@/ui/usePassword";
import { DeviceDialog } from "../DeviceDialog";
import styles from "./Pages.module.css";

/** The page. */
export function Devices() {
	const t = useT();
	const { devices, failed, again } = useOwnDevices();
	const [open, setOpen] = useState<string | null>(null);
	if (failed && !devices)
		return (
			<Notice
				kind="warning"
				action={
					<Button small onPress={again}>
						{t("trust.key.again")}
					</Button>
				}
			>
				{t("trust.devices.failed")}
			</Notice>
		);
	if (!devices) return <SkeletonRows rows={4} label={t("trust.devices.loading")} />;
	const others = devices.filter((one) => !one.here);
	const shown = devices.find((one) => one.id === open);
	return (
		<>
			<Group title={t("trust.devices.here")}>
				{devices
					.filter((one) => one.here)
					.map((one) => (
						<DeviceRow key={one.id} device={one} onPress={() => setOpen(one.id)} />
					))}
			</Group>
			{others.length > 0 && (
				<Group title={t("trust.devices.others")} remark={t("trust.devices.remark")}>
					{others.map((one) => (
						<DeviceRow key={one.id} device={one} onPress={() => setOpen(one.id)} />
					))}
				</Group>
			)}
			{others.length > 0 && <SignOutOthers others={others} onDone={again} />}
			{shown && <DeviceDialog device={shown} onChanged={again} onClose={() => setOpen(null)} />}
		</>
	);
}

function DeviceRow({ device, onPress }: { device: OwnDevice; onPress: () => void }) {
	const t = useT();
	const language = useLanguage();
	const seen = device.lastSeen !== null && t("trust.devices.seen", { when: ago(device.lastSeen, language) });
	return (
		<Row
			icon={MonitorSmartphone}
			label={<span dir="auto">{device.name ?? device.id}</span>}
			detail={device.here ? t("trust.devices.now") : seen || device.id}
			value={
				device.trust === "confirmed" ? (
					<ShieldCheck size={20} className={styles.good} aria-label={t("trust.devices.confirmed")} />
				) : device.trust === "open" ? (
					<CircleAlert size={20} className={styles.warning} aria-label={t("trust.devices.open")} />
				) : undefined
			}
			onPress={onPress}
		/>
	);
}

function SignOutOthers({ others, onDone }: { others: readonly OwnDevice[]; onDone: () => void }) {
	const t = useT();
	const client = useClient();
	const [asks, setAsks] = useState(false);
	const { busy, run } = useAction();
	const { ask, dialog } = usePassword(t("trust.over.password"));
	const out = async () => {
		setAsks(false);
		let done = false;
		await run(
			async () => {
				done = await signOutDevices(
					client,
					others.map((one) => one.id),
					ask,
				);
			},
			{ M_FORBIDDEN: "trust.over.wrong" },
		);
		if (done) toast(t("trust.devices.out"));
		onDone();
	};
	return (
		<Group>
			<Row icon={LogOut} danger label={t("trust.devices.outOthers")} onPress={() => !busy && setAsks(true)} />
			<Confirm
				title={t("trust.devices.outOthers")}
				confirm={t("trust.devices.outConfirm")}
				danger
				isOpen={asks}
				onConfirm={() => void out()}
				onClose={() => setAsks(false)}
			>
				{t("trust.devices.outOthersWords", { count: others.length })}
			</Confirm>
			{dialog}
		</Group>
	);
}
