// A person's page: are they verified, and how to do it.
import { ShieldAlert, ShieldCheck, ShieldQuestion } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { useT } from "@/lib/i18n";
import { useSettings } from "@/lib/settings";
import { useName } from "@/matrix/people";
import { usePersonTrust, useUnconfirmedDevices } from "@/matrix/personTrust";
import { useAction } from "@/matrix/useAction";
import { useVerificationDesk } from "@/matrix/verification";
import { Row } from "@/ui/List";

/** Rows of a list; `room`: an encrypted chat with them, in which the request goes. */
export function PersonSafety({ userId, room }: { userId: string; room: Room }) {
	return (
		<>
			<Identity userId={userId} room={room} />
			<Unconfirmed userId={userId} />
		</>
	);
}

/** What a person uses without having confirmed it. */
function Unconfirmed({ userId }: { userId: string }) {
	const t = useT();
	const { confirmedOnly } = useSettings();
	const devices = useUnconfirmedDevices(userId);
	if (devices.length === 0) return null;
	const called = devices.map((one) => one.name ?? one.id).join(", ");
	return (
		<Row
			icon={ShieldAlert}
			label={t("trust.person.unconfirmed", { count: devices.length })}
			detail={
				<>
					<bdi>{called}</bdi>
					{confirmedOnly && <> · {t("trust.newDevice.leftOut")}</>}
				</>
			}
		/>
	);
}

function Identity({ userId, room }: { userId: string; room: Room }) {
	const t = useT();
	const name = useName(userId, room);
	const trust = usePersonTrust(userId);
	const { askPerson } = useVerificationDesk();
	const { run } = useAction();
	if (!trust?.exists) return <Row icon={ShieldQuestion} label={t("trust.person.none", { name })} />;
	if (trust.verified)
		return (
			<Row
				icon={ShieldCheck}
				label={t("trust.person.verified")}
				detail={t("trust.person.verifiedWords", { name })}
			/>
		);
	return (
		<Row
			icon={trust.changed ? ShieldAlert : ShieldQuestion}
			label={t("trust.verifyPerson", { name })}
			detail={t(trust.changed ? "trust.changed.title" : "trust.person.words", { name })}
			onPress={() => void run(() => askPerson(userId, room.roomId))}
		/>
	);
}
