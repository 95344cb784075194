// While the app starts: its own shape, and, when the moment gets long, what is being done.
import { useEffect, useState } from "react";
import { type MessageId, useT } from "@/lib/i18n";
import type { StartStage } from "@/matrix/client";
import { retryNow } from "@/matrix/connection";
import { Button } from "@/ui/Button";
import { SkeletonRows } from "@/ui/Skeleton";
import { useConnection } from "./ConnectionLine";
import { places } from "./placesList";
import shell from "./Shell.module.css";
import styles from "./Starting.module.css";

const stages: Record<StartStage, MessageId> = {
	stores: "app.starting.stores",
	encryption: "app.starting.encryption",
	sync: "app.starting.sync",
};

/** So long, nobody needs an explanation. */
const patienceMs = 1_500;

/** The frame with nothing in it yet. */
export function Starting({ stage }: { stage: StartStage | undefined }) {
	const t = useT();
	const long = useLate(patienceMs);
	const state = useConnection();
	const gone = stage === "sync" && state !== "online" && state !== "connecting" && state !== "slow";
	return (
		<div className={shell.shell} aria-busy="true">
			<div className={shell.rail} aria-hidden>
				{places.map(({ to, icon: Icon, label }) => (
					<span key={to} className={shell.tab}>
						<Icon size={22} strokeWidth={1.75} />
						<span>{t(label)}</span>
					</span>
				))}
			</div>
			<main className={styles.place}>
				<div className={styles.list}>
					<h1 className={styles.title}>{t("app.chats")}</h1>
					<p className={styles.words} role="status">
						{long && stage && (gone ? t("app.starting.gone") : t(stages[stage]))}
					</p>
					{long && gone && (
						<div className={styles.words}>
							<Button small onPress={retryNow}>
								{t("app.connection.retry")}
							</Button>
						</div>
					)}
					<SkeletonRows rows={10} label={t("app.starting")} />
				</div>
				<div className={styles.content} />
			</main>
		</div>
	);
}

function useLate(ms: number): boolean {
	const [late, setLate] = useState(false);
	useEffect(() => {
		const timer = setTimeout(() => setLate(true), ms);
		return () => clearTimeout(timer);
	}, [ms]);
	return late;
}
