// The verification that is going on, over whatever the person was doing: asked, choosing, comparing, done.
import { CircleCheck, CircleX, ScanLine, ShieldQuestion, Smile } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useT } from "@/lib/i18n";
import { useName } from "@/matrix/people";
import {
	useVerification,
	useVerificationDesk,
	type Verification,
	type VerificationState,
} from "@/matrix/verification";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { QrCode } from "@/ui/QrCode";
import { QrScanner } from "@/ui/QrScanner";
import { Emoji } from "./Emoji";
import styles from "./VerifyDialog.module.css";

/** Mounted once, for all places. */
export function VerifyDialog() {
	const { open, close } = useVerificationDesk();
	if (!open) return null;
	return <Open key={open.request.transactionId} verification={open} close={close} />;
}

interface StepProps {
	verification: Verification;
	close: () => void;
}

function Open({ verification, close }: StepProps) {
	const t = useT();
	const state = useVerification(verification);
	const own = verification.request.isSelfVerification;
	const name = useName(verification.request.otherUserId);
	const title = own ? t("trust.verify.ownTitle") : t("trust.verify.personTitle", { name });
	return (
		<Dialog
			title={title}
			isOpen
			onClose={close}
			actions={<Actions state={state} verification={verification} close={close} />}
		>
			<div className={styles.step} aria-live="polite">
				<Step state={state} verification={verification} name={own ? null : name} />
			</div>
		</Dialog>
	);
}

function Step({
	state,
	verification,
	name,
}: {
	state: VerificationState;
	verification: Verification;
	/** Who it is; `null`: an own device. */
	name: string | null;
}) {
	const t = useT();
	switch (state.step) {
		case "waiting":
			return <Said>{name ? t("trust.verify.waitingPerson", { name }) : t("trust.verify.waitingOwn")}</Said>;
		case "asked":
			return (
				<Said icon={<ShieldQuestion size={40} strokeWidth={1.5} />}>
					{name ? t("trust.verify.askedPerson", { name }) : t("trust.verify.askedOwn")}
				</Said>
			);
		case "choose":
			return <Choose state={state} verification={verification} />;
		case "working":
			return <Said>{t("trust.verify.working")}</Said>;
		case "compare":
			return (
				<>
					<p>{name ? t("trust.verify.comparePerson", { name }) : t("trust.verify.compareOwn")}</p>
					<Emoji emoji={state.emoji} />
				</>
			);
		case "scanned":
			return <Said>{t("trust.verify.scanned")}</Said>;
		case "done":
			return (
				<Said icon={<CircleCheck size={44} strokeWidth={1.5} className={styles.good} />}>
					{name ? t("trust.verify.donePerson", { name }) : t("trust.verify.doneOwn")}
				</Said>
			);
		case "ended":
			return (
				<Said icon={<CircleX size={44} strokeWidth={1.5} className={styles.bad} />}>
					{t(`trust.verify.ended.${state.why}`)}
				</Said>
			);
	}
}

function Said({ icon, children }: { icon?: ReactNode; children: ReactNode }) {
	return (
		<div className={styles.said}>
			{icon}
			<p>{children}</p>
		</div>
	);
}

function Choose({
	state,
	verification,
}: {
	state: Extract<VerificationState, { step: "choose" }>;
	verification: Verification;
}) {
	const t = useT();
	const [scans, setScans] = useState(false);
	if (scans)
		return (
			<>
				<p>{t("trust.verify.scanHelp")}</p>
				<QrScanner bytes onText={(text) => verification.scan(bytesOf(text))} />
				<Button kind="quiet" onPress={() => setScans(false)}>
					{t("trust.verify.showMine")}
				</Button>
			</>
		);
	return (
		<>
			{state.qr && (
				<>
					<p>{t("trust.verify.qrHelp")}</p>
					<QrCode text={state.qr} label={t("trust.verify.qrLabel")} />
				</>
			)}
			{state.mayScan && (
				<Button icon={ScanLine} wide onPress={() => setScans(true)}>
					{t("trust.verify.scan")}
				</Button>
			)}
			{state.mayCompare && (
				<Button icon={Smile} wide kind={state.qr ? "secondary" : "primary"} onPress={verification.compare}>
					{t("trust.verify.compare")}
				</Button>
			)}
		</>
	);
}

/** The scanner gives one character for each byte. */
const bytesOf = (text: string): Uint8ClampedArray =>
	Uint8ClampedArray.from(text, (unit) => unit.charCodeAt(0));

function Actions({ state, verification, close }: StepProps & { state: VerificationState }) {
	const t = useT();
	switch (state.step) {
		case "asked":
			return (
				<>
					<Button onPress={close}>{t("trust.verify.decline")}</Button>
					<Button kind="primary" onPress={verification.accept}>
						{t("trust.verify.accept")}
					</Button>
				</>
			);
		case "compare":
			return (
				<>
					<Button kind="danger" onPress={verification.differ}>
						{t("trust.verify.differ")}
					</Button>
					<Button kind="primary" onPress={verification.agree}>
						{t("trust.verify.same")}
					</Button>
				</>
			);
		case "scanned":
			return (
				<>
					<Button kind="danger" onPress={verification.differ}>
						{t("trust.verify.notScanned")}
					</Button>
					<Button kind="primary" onPress={verification.agree}>
						{t("trust.verify.hasScanned")}
					</Button>
				</>
			);
		case "done":
		case "ended":
			return (
				<Button kind="primary" onPress={close}>
					{t("ui.close")}
				</Button>
			);
		default:
			return <Button onPress={close}>{t("ui.cancel")}</Button>;
	}
}
