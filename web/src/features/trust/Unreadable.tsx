// A message that cannot be read here: why, and the one thing that helps.
import type { MatrixEvent } from "matrix-js-sdk";
import { DecryptionFailureCode } from "matrix-js-sdk/lib/crypto-api";
import type { MessageId } from "@/lib/i18n";
import { useT } from "@/lib/i18n";
import { useOwnTrust } from "@/matrix/trust";
import { Button } from "@/ui/Button";
import { putOff } from "./later";
import styles from "./Unreadable.module.css";

type Reason = "confirm" | "backup" | "before" | "withheld" | "changed" | "ghost" | "waiting";

const reasons: Partial<Record<DecryptionFailureCode, Reason>> = {
	[DecryptionFailureCode.HISTORICAL_MESSAGE_NO_KEY_BACKUP]: "backup",
	[DecryptionFailureCode.HISTORICAL_MESSAGE_BACKUP_UNCONFIGURED]: "confirm",
	[DecryptionFailureCode.HISTORICAL_MESSAGE_USER_NOT_JOINED]: "before",
	[DecryptionFailureCode.MEGOLM_KEY_WITHHELD]: "withheld",
	[DecryptionFailureCode.MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE]: "confirm",
	[DecryptionFailureCode.SENDER_IDENTITY_PREVIOUSLY_VERIFIED]: "changed",
	[DecryptionFailureCode.UNSIGNED_SENDER_DEVICE]: "ghost",
	[DecryptionFailureCode.UNKNOWN_SENDER_DEVICE]: "ghost",
};

/** Instead of the message's words. */
export function Unreadable({ event }: { event: MatrixEvent }) {
	const t = useT();
	const trust = useOwnTrust();
	const code = event.decryptionFailureReason;
	let reason: Reason = (code && reasons[code]) ?? "waiting";
	// A device that is confirmed already has done all it can: the key comes, or it is in no backup.
	if (reason === "confirm" && trust?.verified) reason = "waiting";
	return (
		<span className={styles.unreadable} title={code ?? undefined}>
			{t(`trust.unreadable.${reason}` as MessageId)}
			{reason === "confirm" && (
				<Button small kind="quiet" onPress={() => putOff(null)}>
					{t("trust.banner.confirm")}
				</Button>
			)}
		</span>
	);
}
