// A mini-app that its author or the host has withdrawn: who would open it is told so first, and decides.
import { ShieldAlert } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useT } from "@/lib/i18n";
import { appIn } from "@/matrix/miniApps/events";
import type { Withdrawn } from "@/matrix/miniApps/withdrawn";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Notice } from "@/ui/Notice";
import type { Instance } from "../Instance";
import { useWithdrawn, useWithdrawnApp } from "./useWithdrawn";
import styles from "./Withdrawn.module.css";

/** A line of a card. */
export function WithdrawnLine({ content }: { content: Record<string, unknown> }) {
	const t = useT();
	const withdrawn = useWithdrawn(appIn(content)?.sha256 ?? null);
	if (!withdrawn) return null;
	return (
		<p className={styles.line} data-testid="app-withdrawn">
			<ShieldAlert size={13} aria-hidden /> {t("apps.withdrawn.card", { server: withdrawn.server })}
		</p>
	);
}

interface UnlessWithdrawnProps {
	instance: Instance;
	/** The hash of its file, as its message says. */
	sha256: string | null;
	onBack: () => void;
	/** The app itself. */
	children: ReactNode;
}

/** Opens an app, unless it was withdrawn: then on demand. One that runs already goes on, with a word above it. */
export function UnlessWithdrawn({ instance, sha256, onBack, children }: UnlessWithdrawnProps) {
	const t = useT();
	const withdrawn = useWithdrawnApp(instance, sha256);
	const [runs, setRuns] = useState(false);
	useEffect(() => {
		if (withdrawn === null) setRuns(true);
	}, [withdrawn]);
	if (withdrawn === undefined && !runs)
		return (
			<div className={styles.place} role="status">
				{t("apps.frame.opening", { name: instance.name })}
			</div>
		);
	if (withdrawn && !runs)
		return (
			<AskFirst name={instance.name} withdrawn={withdrawn} onOpen={() => setRuns(true)} onBack={onBack} />
		);
	return (
		<>
			{withdrawn && (
				<div className={styles.above}>
					<Notice kind="warning">{t("apps.withdrawn.runs", { server: withdrawn.server })}</Notice>
				</div>
			)}
			{children}
		</>
	);
}

interface AskFirstProps {
	name: string;
	withdrawn: Withdrawn;
	onOpen: () => void;
	onBack: () => void;
}

function AskFirst({ name, withdrawn, onOpen, onBack }: AskFirstProps) {
	const t = useT();
	return (
		<div className={styles.place} role="alert">
			<Empty
				icon={ShieldAlert}
				action={
					<div className={styles.ways}>
						<Button kind="primary" onPress={onBack}>
							{t("apps.withdrawn.back")}
						</Button>
						<Button kind="quiet" onPress={onOpen}>
							{t("apps.withdrawn.open")}
						</Button>
					</div>
				}
			>
				{t("apps.withdrawn.ask", { name, server: withdrawn.server })}
			</Empty>
		</div>
	);
}
