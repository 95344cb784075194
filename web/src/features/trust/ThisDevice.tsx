// After signing in on a new device: is this you? Confirmed by another device, by the recovery key, or begun anew.
import { KeyRound, MonitorSmartphone } from "lucide-react";
import { useEffect, useState } from "react";
import { useT } from "@/lib/i18n";
import { useOwnTrust } from "@/matrix/trust";
import { useVerificationDesk } from "@/matrix/verification";
import { Button } from "@/ui/Button";
import { Door } from "@/ui/Door";
import { Notice } from "@/ui/Notice";
import { RecoveryField } from "./RecoveryField";
import { StartOver } from "./StartOver";

/** Full screen; `onDone` when the device is confirmed, or the person puts it off. */
export function ThisDevice({ onDone }: { onDone: () => void }) {
	const [how, setHow] = useState<"choose" | "key" | "lost">("choose");
	if (how === "key") return <ByKey onDone={onDone} onBack={() => setHow("choose")} />;
	if (how === "lost") return <StartOver onDone={onDone} onBack={() => setHow("choose")} />;
	return <Choose onKey={() => setHow("key")} onLost={() => setHow("lost")} onLater={onDone} />;
}

function Choose({ onKey, onLost, onLater }: { onKey: () => void; onLost: () => void; onLater: () => void }) {
	const t = useT();
	const trust = useOwnTrust();
	const desk = useVerificationDesk();
	const [failed, setFailed] = useState(false);
	useEffect(() => {
		// The other device has said yes.
		if (trust?.verified) onLater();
	}, [trust?.verified, onLater]);
	const ask = () => {
		setFailed(false);
		desk.askOwn().catch(() => setFailed(true));
	};
	return (
		<Door title={t("trust.device.title")} intro={t("trust.device.intro")}>
			{trust?.otherVerified && (
				<Button kind="primary" wide icon={MonitorSmartphone} onPress={ask}>
					{t("trust.device.byOther")}
				</Button>
			)}
			{failed && <Notice kind="danger">{t("trust.device.askFailed")}</Notice>}
			{trust?.recovery && (
				<Button wide icon={KeyRound} kind={trust.otherVerified ? "secondary" : "primary"} onPress={onKey}>
					{t("trust.device.byKey")}
				</Button>
			)}
			<Button kind="quiet" onPress={onLost}>
				{t("trust.device.lost")}
			</Button>
			<Button kind="quiet" onPress={onLater}>
				{t("trust.device.later")}
			</Button>
		</Door>
	);
}

function ByKey({ onDone, onBack }: { onDone: () => void; onBack: () => void }) {
	const t = useT();
	return (
		<Door title={t("trust.recover.title")} intro={t("trust.recover.intro")}>
			<RecoveryField onDone={onDone} />
			<Button kind="quiet" onPress={onBack}>
				{t("ui.back")}
			</Button>
		</Door>
	);
}
