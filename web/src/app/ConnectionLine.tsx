// A thin line at the top while the server does not answer as it should: what is wrong, what waits, and a way to try now.
import {
	Check,
	CloudOff,
	Hourglass,
	LoaderCircle,
	LogOut,
	type LucideIcon,
	TriangleAlert,
} from "lucide-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { type MessageId, useT } from "@/lib/i18n";
import { type Connection, connection, retryNow, subscribeConnection } from "@/matrix/connection";
import { useOutbox } from "@/matrix/useOutbox";
import { Button } from "@/ui/Button";
import styles from "./ConnectionLine.module.css";

const words: Record<Connection, MessageId> = {
	connecting: "app.connection.connecting",
	online: "app.connection.online",
	offline: "app.connection.offline",
	unreachable: "app.connection.unreachable",
	trouble: "app.connection.trouble",
	busy: "app.connection.busy",
	slow: "app.connection.slow",
	signedOut: "app.connection.signedOut",
};
const icons: Record<Connection, LucideIcon> = {
	connecting: LoaderCircle,
	online: Check,
	offline: CloudOff,
	unreachable: CloudOff,
	trouble: TriangleAlert,
	busy: Hourglass,
	slow: Hourglass,
	signedOut: LogOut,
};

/** Hiccups shorter than this are nobody's business. */
const patienceMs = 1_500;
/** How long "Connected" is shown. */
const gladMs = 2_500;

/** The connection, as it changes. */
export const useConnection = (): Connection => useSyncExternalStore(subscribeConnection, connection);

/** What the line shows: nothing while all is well. */
function useShown(): Connection | null {
	const now = useConnection();
	const [shown, setShown] = useState<Connection | null>(null);
	const bad = useRef(false);
	useEffect(() => {
		if (now === "online" && !bad.current) return setShown(null);
		if (now !== "online" && bad.current) return setShown(now);
		if (now === "online") {
			bad.current = false;
			setShown(now);
			const gone = setTimeout(() => setShown(null), gladMs);
			return () => clearTimeout(gone);
		}
		const seen = setTimeout(
			() => {
				bad.current = true;
				setShown(now);
			},
			now === "offline" ? 0 : patienceMs,
		);
		return () => clearTimeout(seen);
	}, [now]);
	return shown;
}

/** The line. */
export function ConnectionLine() {
	const t = useT();
	const outbox = useOutbox();
	const shown = useShown();
	const unsent = useSyncExternalStore(outbox.subscribe, () => outbox.size);
	const Icon = shown && icons[shown];
	const again = () => {
		retryNow();
		outbox.retryWaiting();
	};
	return (
		<div role="status" className={styles.place}>
			{shown && Icon && (
				<div className={styles.line} data-state={shown} data-testid="connection">
					<Icon size={16} strokeWidth={2} aria-hidden />
					<span className={styles.words}>
						{t(words[shown])}
						{unsent > 0 && shown !== "online" && shown !== "signedOut" && (
							<> {t("app.connection.unsent", { count: unsent })}</>
						)}
					</span>
					{canRetry(shown) && (
						<Button kind="quiet" small onPress={again}>
							{t("app.connection.retry")}
						</Button>
					)}
				</div>
			)}
		</div>
	);
}

const canRetry = (state: Connection): boolean => !["online", "connecting", "signedOut"].includes(state);
