// A mini-app on the screen: its frame, and what is to be said over it.
import { Blocks, CircleAlert, ShieldAlert } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useT } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Notice } from "@/ui/Notice";
import type { Instance } from "../Instance";
import styles from "./MiniAppFrame.module.css";
import { type FrameFault, type FrameState, MiniAppHost } from "./MiniAppHost";
import { OutsideLink } from "./OutsideLink";

interface Props {
	instance: Instance;
	/** A place within the app. */
	href?: string;
	/** Whether the host has reviewed the file of this hash: others do not open where the browser cannot keep them from the network. */
	isReviewed: (sha256: string) => Promise<boolean>;
	onClosed: () => void;
}

/** Fills its parent. */
export function MiniAppFrame({ instance, href, isReviewed, onClosed }: Props) {
	const t = useT();
	const [round, setRound] = useState(0);
	const frame = useRef<HTMLIFrameElement>(null);
	const [state, setState] = useState<FrameState>({ kind: "opening" });
	const [link, setLink] = useState<string | null>(null);
	const again = (): void => setRound((now) => now + 1);
	// biome-ignore lint/correctness/useExhaustiveDependencies: a new round is a new frame, and a new start
	useEffect(() => {
		if (!frame.current) return;
		const host = new MiniAppHost(frame.current, instance, {
			onState: setState,
			// One question at a time, and none that nobody's tap led to.
			onLink: (href) => navigator.userActivation?.isActive !== false && setLink((open) => open ?? href),
		});
		void host.open(href, isReviewed);
		return () => host.close();
	}, [instance, href, isReviewed, round]);
	return (
		<div className={styles.place}>
			<iframe
				key={round}
				ref={frame}
				className={styles.frame}
				title={instance.name}
				hidden={state.kind === "failed" || state.kind === "flood"}
				data-state={state.kind}
			/>
			{state.kind === "opening" && (
				<div className={styles.over} role="status">
					<span className={styles.opening}>
						<Blocks size={36} strokeWidth={1.5} aria-hidden />
						{t("apps.frame.opening", { name: instance.name })}
					</span>
				</div>
			)}
			{state.kind === "silent" && (
				<div className={styles.notice}>
					<Notice
						kind="warning"
						action={
							<Button small onPress={again}>
								{t("apps.frame.restart")}
							</Button>
						}
					>
						{t("apps.frame.silent", { name: instance.name })}
					</Notice>
				</div>
			)}
			{state.kind === "flood" && (
				<Stopped
					words={t("apps.frame.flood", { name: instance.name })}
					action={t("apps.frame.restart")}
					onAction={again}
				/>
			)}
			{state.kind === "failed" && <Failed fault={state.fault} onAgain={again} onClosed={onClosed} />}
			{link !== null && <OutsideLink href={link} app={instance.name} onClose={() => setLink(null)} />}
		</div>
	);
}

function Failed({
	fault,
	onAgain,
	onClosed,
}: {
	fault: FrameFault;
	onAgain: () => void;
	onClosed: () => void;
}) {
	const t = useT();
	switch (fault.reason) {
		case "off":
			return <Stopped words={t("apps.frame.off")} action={t("apps.frame.close")} onAction={onClosed} />;
		case "weak":
			return (
				<Stopped words={t("apps.frame.weak")} action={t("apps.frame.close")} onAction={onClosed} shield />
			);
		case "unreachable":
			return (
				<Stopped words={t("apps.frame.unreachable")} action={t("apps.frame.again")} onAction={onAgain} />
			);
		case "archive":
			return (
				<Stopped
					words={t(`apps.archive.${fault.fault}`, { detail: fault.detail })}
					action={t("apps.frame.close")}
					onAction={onClosed}
				/>
			);
	}
}

interface StoppedProps {
	words: string;
	action: string;
	onAction: () => void;
	shield?: boolean;
}

function Stopped({ words, action, onAction, shield }: StoppedProps) {
	return (
		<div className={styles.over} role="alert">
			<Empty icon={shield ? ShieldAlert : CircleAlert} action={<Button onPress={onAction}>{action}</Button>}>
				{words}
			</Empty>
		</div>
	);
}
