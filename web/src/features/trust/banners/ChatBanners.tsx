// Unmissable lines in a chat: somebody's identity changed, or somebody has a new device.
import type { Room } from "matrix-js-sdk";
import { useT } from "@/lib/i18n";
import { useSettings } from "@/lib/settings";
import type { SeenDevice } from "@/matrix/knownDevices";
import { useName } from "@/matrix/people";
import { acceptIdentity, acknowledgeDevices, useRoomWarnings } from "@/matrix/personTrust";
import { useClient } from "@/matrix/react";
import { useVerificationDesk } from "@/matrix/verification";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import styles from "./Banners.module.css";

/** Between a chat's header and its messages. One at a time: the next comes when this one is dealt with. */
export function ChatBanners({ room }: { room: Room }) {
	const [warnings, again] = useRoomWarnings(room);
	const [changed] = warnings.changed;
	if (changed) return <Changed key={changed.userId} room={room} {...changed} onDone={again} />;
	const [devices] = warnings.devices;
	if (devices) return <NewDevices key={devices.userId} room={room} {...devices} onDone={again} />;
	return null;
}

function Changed({
	room,
	userId,
	wasVerified,
	onDone,
}: {
	room: Room;
	userId: string;
	wasVerified: boolean;
	onDone: () => void;
}) {
	const t = useT();
	const client = useClient();
	const name = useName(userId, room);
	const { askPerson } = useVerificationDesk();
	return (
		<div className={styles.line}>
			<Notice kind="danger">
				<strong>{t("trust.changed.title", { name })}</strong>
				<p>{t(wasVerified ? "trust.changed.verified" : "trust.changed.words", { name })}</p>
				<div className={styles.actions}>
					<Button
						small
						kind="primary"
						onPress={() => void askPerson(userId, room.roomId).catch(() => undefined)}
					>
						{t("trust.verifyPerson", { name })}
					</Button>
					<Button
						small
						kind="quiet"
						onPress={() => void acceptIdentity(client, userId).then(onDone, () => undefined)}
					>
						{t("trust.changed.accept")}
					</Button>
				</div>
			</Notice>
		</div>
	);
}

function NewDevices({
	room,
	userId,
	devices,
	onDone,
}: {
	room: Room;
	userId: string;
	devices: readonly SeenDevice[];
	onDone: () => void;
}) {
	const t = useT();
	const client = useClient();
	const name = useName(userId, room);
	const { askPerson } = useVerificationDesk();
	const { confirmedOnly } = useSettings();
	const ghost = devices.some((one) => !one.confirmed);
	const called = devices.map((one) => one.name ?? one.id).join(", ");
	const known = () => void acknowledgeDevices(client, userId).then(onDone, () => undefined);
	return (
		<div className={styles.line}>
			<Notice kind={ghost ? "warning" : "info"}>
				<strong>{t("trust.newDevice.title", { name, count: devices.length })}</strong>
				<p dir="auto">{called}</p>
				<p>{t(ghost ? "trust.newDevice.ghost" : "trust.newDevice.confirmed", { name })}</p>
				{ghost && confirmedOnly && <p>{t("trust.newDevice.leftOut")}</p>}
				<div className={styles.actions}>
					{ghost && (
						<Button small onPress={() => void askPerson(userId, room.roomId).catch(() => undefined)}>
							{t("trust.verifyPerson", { name })}
						</Button>
					)}
					<Button small kind="quiet" onPress={known}>
						{t("trust.newDevice.known")}
					</Button>
				</div>
			</Notice>
		</div>
	);
}
