// One device: its name, whether it is confirmed, and the way out.
import { useState } from "react";
import { Form } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { type OwnDevice, renameDevice, signOutDevices } from "@/matrix/devices";
import { useClient } from "@/matrix/react";
import { useOwnTrust } from "@/matrix/trust";
import { useAction } from "@/matrix/useAction";
import { useVerificationDesk } from "@/matrix/verification";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { toast } from "@/ui/Toast";
import { usePassword } from "@/ui/usePassword";
import styles from "./pages/Pages.module.css";

interface DeviceDialogProps {
	device: OwnDevice;
	onChanged: () => void;
	onClose: () => void;
}

/** Opens from the list of devices. */
export function DeviceDialog({ device, onChanged, onClose }: DeviceDialogProps) {
	const t = useT();
	const client = useClient();
	const { run } = useAction();
	const { ask, dialog } = usePassword(t("trust.over.password"));
	const out = async () => {
		let done = false;
		await run(
			async () => {
				done = await signOutDevices(client, [device.id], ask);
			},
			{ M_FORBIDDEN: "trust.over.wrong" },
		);
		if (!done) return;
		toast(t("trust.devices.out"));
		onChanged();
		onClose();
	};
	return (
		<>
			<Dialog
				title={device.name ?? device.id}
				isOpen
				onClose={onClose}
				actions={
					!device.here && (
						<Button kind="danger" onPress={() => void out()}>
							{t("trust.devices.outOne")}
						</Button>
					)
				}
			>
				<div className={styles.stack}>
					<Confirmation device={device} onClose={onClose} />
					<Rename device={device} onChanged={onChanged} />
					{device.fingerprint && (
						<p className={styles.key}>
							{t("trust.devices.key")}
							<code>{device.fingerprint.replaceAll(/.{4}(?=.)/g, "$& ")}</code>
						</p>
					)}
				</div>
			</Dialog>
			{dialog}
		</>
	);
}

function Confirmation({ device, onClose }: { device: OwnDevice; onClose: () => void }) {
	const t = useT();
	const trust = useOwnTrust();
	const { askOwn } = useVerificationDesk();
	if (device.trust === "confirmed") return <Notice>{t("trust.devices.confirmedWords")}</Notice>;
	if (device.trust === "plain") return <Notice kind="warning">{t("trust.devices.plainWords")}</Notice>;
	const confirm = () => {
		onClose();
		askOwn(device.id).catch(() => undefined);
	};
	return (
		<Notice
			kind="warning"
			action={
				trust?.verified &&
				!device.here && (
					<Button small onPress={confirm}>
						{t("trust.banner.confirm")}
					</Button>
				)
			}
		>
			{t("trust.devices.openWords")}
		</Notice>
	);
}

function Rename({ device, onChanged }: { device: OwnDevice; onChanged: () => void }) {
	const t = useT();
	const client = useClient();
	const [name, setName] = useState(device.name ?? "");
	const { busy, run } = useAction();
	const save = async () => {
		if (await run(() => renameDevice(client, device.id, name.trim()))) onChanged();
	};
	return (
		<Form
			className={styles.inline}
			onSubmit={(event) => {
				event.preventDefault();
				void save();
			}}
		>
			<Field
				label={t("trust.devices.name")}
				value={name}
				onChange={setName}
				maxLength={100}
				autoComplete="off"
			/>
			<Button type="submit" isPending={busy} isDisabled={!name.trim() || name.trim() === device.name}>
				{t("trust.devices.rename")}
			</Button>
		</Form>
	);
}
