// While the app starts: its own shape with the chats as they were last, and, when the moment gets long, what is being
// done. A chat can be chosen already; it opens as soon as the client has it.
import { SquarePen } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { TitleGlance } from "@/features/chat/header/TitleGlance";
import { folders } from "@/features/chat/list/folders";
import { GlanceList } from "@/features/chat/list/GlanceList";
import { SearchShape } from "@/features/search/SearchShape";
import { type MessageId, useT } from "@/lib/i18n";
import type { StartStage } from "@/matrix/client";
import { retryNow } from "@/matrix/connection";
import { glance } from "@/matrix/glance";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Page } from "@/ui/Page";
import { SkeletonRows } from "@/ui/Skeleton";
import { useConnection } from "./ConnectionLine";
import panes from "./Panes.module.css";
import { roomInPath } from "./path";
import { places } from "./placesList";
import shell from "./Shell.module.css";
import styles from "./Starting.module.css";

const stages: Record<StartStage, MessageId> = {
	stores: "app.starting.stores",
	encryption: "app.starting.encryption",
	sync: "app.starting.sync",
};

/** So long, nobody needs an explanation; longer where there is something to read, which the words would move. */
const patienceMs = 1_500;
const readingMs = 6_000;

/** The frame, with what is known already. */
export function Starting({ stage }: { stage: StartStage | undefined }) {
	const [path, go] = usePath();
	const openId = roomInPath(path);
	// Other places have nothing to show yet.
	const inChats = path === "/" || path.startsWith("/chat");
	return (
		<div className={shell.shell} aria-busy="true" data-deep={openId !== null || undefined}>
			<Rail path={path} />
			<main className={shell.place}>
				<div className={shell.screen}>
					<div className={panes.panes} data-open={openId !== null || undefined}>
						<div className={panes.list}>
							<List stage={stage} openId={openId} onOpen={inChats ? go : null} />
						</div>
						<div className={`${panes.content} ${styles.content}`}>
							{openId && <Opening roomId={openId} onBack={() => go("/chat")} />}
						</div>
					</div>
				</div>
			</main>
		</div>
	);
}

/** The address, and a way to another one; the router comes later and takes up what it finds (app/routes.tsx). */
function usePath(): [string, (path: string) => void] {
	const subscribe = useCallback((changed: () => void) => {
		addEventListener("popstate", changed);
		return () => removeEventListener("popstate", changed);
	}, []);
	const path = useSyncExternalStore(subscribe, () => location.pathname);
	const go = (to: string) => {
		history.pushState(null, "", to);
		dispatchEvent(new PopStateEvent("popstate"));
	};
	return [path, go];
}

function Rail({ path }: { path: string }) {
	const t = useT();
	return (
		<div className={shell.rail} aria-hidden>
			{places.map(({ to, icon: Icon, label }) => (
				<span
					key={to}
					className={shell.tab}
					aria-current={path.startsWith(to) || (path === "/" && to === "/chat") || undefined}
				>
					<Icon size={22} strokeWidth={1.75} />
					{label === "app.chats" && (
						<span className={shell.badge}>
							<Badge count={glance()?.unreadChats ?? 0} />
						</span>
					)}
					<span>{t(label)}</span>
				</span>
			))}
		</div>
	);
}

interface ListProps {
	stage: StartStage | undefined;
	openId: string | null;
	/** `null`: another place than the chats is being opened. */
	onOpen: ((path: string) => void) | null;
}

function List({ stage, openId, onOpen }: ListProps) {
	const t = useT();
	const known = onOpen && glance();
	return (
		<Page
			title={t("app.chats")}
			bare
			actions={
				known && (
					<span inert>
						<IconButton icon={SquarePen} label={t("chat.new")} />
					</span>
				)
			}
			above={
				<>
					{known && <SearchShape />}
					{known?.chips && <ChipsShape />}
					<Waiting stage={stage} patience={known ? readingMs : patienceMs} />
				</>
			}
		>
			{known ? (
				<GlanceList rows={known.rows} openId={openId} onOpen={onOpen} />
			) : (
				<SkeletonRows rows={10} label={t("app.starting")} />
			)}
		</Page>
	);
}

function ChipsShape(): ReactNode {
	const t = useT();
	return (
		<div inert>
			<Chips
				label={t("chat.folders")}
				value="all"
				onChange={() => undefined}
				options={folders.map((value) => ({ value, label: t(`chat.folder.${value}`) }))}
			/>
		</div>
	);
}

function Waiting({ stage, patience }: { stage: StartStage | undefined; patience: number }) {
	const t = useT();
	const long = useLate(patience);
	const state = useConnection();
	const gone = stage === "sync" && state !== "online" && state !== "connecting" && state !== "slow";
	return (
		<>
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
		</>
	);
}

/** The chat that was chosen, or that the address names. */
function Opening({ roomId, onBack }: { roomId: string; onBack: () => void }) {
	const t = useT();
	const row = glance()?.rows.find((one) => one.roomId === roomId);
	return (
		<Page bare onBack={onBack} title={row && <TitleGlance row={row} />}>
			<SkeletonRows label={t("chat.loading")} />
		</Page>
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
