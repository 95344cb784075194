// Somebody signed in to this account elsewhere: was it the person?
import { useT } from "@/lib/i18n";
import { signOutDevices } from "@/matrix/devices";
import { useOwnNewDevices } from "@/matrix/personTrust";
import { useClient } from "@/matrix/react";
import { useOwnTrust } from "@/matrix/trust";
import { useAction } from "@/matrix/useAction";
import { useVerificationDesk } from "@/matrix/verification";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { toast } from "@/ui/Toast";
import { usePassword } from "@/ui/usePassword";
import styles from "./Banners.module.css";

/** Stands until it is answered, also over a reload. */
export function OwnDevices() {
	const t = useT();
	const client = useClient();
	const trust = useOwnTrust();
	const desk = useVerificationDesk();
	const [fresh, known] = useOwnNewDevices();
	const { busy, run } = useAction();
	const { ask, dialog } = usePassword(t("trust.over.password"));
	const [device] = fresh;
	if (!device) return null;
	const mine = () => {
		known();
		// Only a device that is confirmed can confirm another.
		if (trust?.verified && !device.confirmed) desk.askOwn(device.id).catch(() => undefined);
	};
	const notMine = () =>
		void run(async () => {
			if (!(await signOutDevices(client, [device.id], ask))) return;
			known();
			toast(t("trust.signIn.out"));
		});
	return (
		<div className={styles.line}>
			<Notice kind="warning">
				<strong>{t("trust.signIn.title")}</strong>
				<p dir="auto">{device.name ?? device.id}</p>
				<div className={styles.actions}>
					<Button small onPress={mine}>
						{t("trust.signIn.yes")}
					</Button>
					<Button small kind="danger" isPending={busy} onPress={notMine}>
						{t("trust.signIn.no")}
					</Button>
				</div>
			</Notice>
			{dialog}
		</div>
	);
}
