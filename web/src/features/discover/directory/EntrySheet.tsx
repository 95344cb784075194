// All that is known of an entry, who vouches for it, and what can be done with it.
import {
	BadgeCheck,
	CircleHelp,
	Download,
	ExternalLink,
	Flag,
	Globe,
	type LucideIcon,
	Plus,
} from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { type MessageId, useLanguage, useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import styles from "./Directory.module.css";
import { EntryPicture } from "./EntryPicture";
import { archiveOf, categoryName, type Entry, siteOf } from "./entry";
import { ReportEntry } from "./ReportEntry";

/** Puts a mini-app of the directory into a chat. */
export type AddToChat = (app: { url: string; name: string; sha256: string }) => void;

interface EntrySheetProps {
	entry: Entry;
	addToChat: AddToChat;
	onClose: () => void;
}

/** A sheet on a phone, a card on a desktop. */
export function EntrySheet({ entry, addToChat, onClose }: EntrySheetProps) {
	const t = useT();
	const [reporting, setReporting] = useState(false);
	if (reporting) return <ReportEntry entry={entry} onClose={onClose} />;
	return (
		<Dialog title={entry.name} isOpen onClose={onClose}>
			<div className={styles.sheet}>
				<EntryPicture entry={entry} size={80} />
				<p className={styles.sheetKind}>
					{t(`discover.kind.${entry.kind}` as MessageId)} · {t(categoryName(entry.category))}
					{entry.place && (
						<>
							{" · "}
							<span dir="auto">{entry.place}</span>
						</>
					)}
				</p>
				{(entry.description || entry.summary) && (
					<p className={styles.sheetText} dir="auto">
						{entry.description || entry.summary}
					</p>
				)}
				<Vouched entry={entry} />
				<Ways entry={entry} addToChat={addToChat} onClose={onClose} />
				<Facts entry={entry} />
				<Button kind="quiet" small icon={Flag} onPress={() => setReporting(true)}>
					{t("discover.report")}
				</Button>
			</div>
		</Dialog>
	);
}

const signs: Record<Entry["verification"], LucideIcon> = {
	none: CircleHelp,
	domain: Globe,
	host: BadgeCheck,
};

/** Says what the sign means, and what it does not. */
function Vouched({ entry }: { entry: Entry }) {
	const t = useT();
	if (entry.kind === "group" || entry.kind === "person") return null;
	const Icon = entry.mini_app ? BadgeCheck : signs[entry.verification];
	const words = entry.mini_app
		? t(entry.withdrawn ? "discover.vouch.withdrawn" : "discover.vouch.reviewed", { server: entry.server })
		: t(`discover.vouch.${entry.verification}`, { server: entry.server, domain: entry.domain ?? "" });
	return (
		<p className={styles.vouch} data-level={entry.mini_app ? "host" : entry.verification}>
			<Icon size={18} strokeWidth={1.75} aria-hidden />
			<span>{words}</span>
		</p>
	);
}

function Ways({ entry, addToChat, onClose }: EntrySheetProps) {
	const t = useT();
	const go = useNavigate();
	const site = siteOf(entry);
	const archive = archiveOf(entry);
	const app = entry.mini_app;
	return (
		<div className={styles.ways}>
			{app && archive && (
				<Button
					kind="primary"
					wide
					icon={Plus}
					onPress={() => {
						onClose();
						addToChat({ url: archive, name: entry.name, sha256: app.sha256 });
					}}
				>
					{t("discover.addToChat")}
				</Button>
			)}
			{app && archive && (
				<a className={styles.link} href={archive} download={`${app.app_id}-${app.version}.xdc`}>
					<Download size={18} strokeWidth={1.75} aria-hidden />
					{t("discover.download", { size: Math.max(1, Math.round(app.size / 1024)) })}
				</a>
			)}
			{entry.group && <JoinGroup roomId={entry.group.room_id} onClose={onClose} />}
			{entry.user_id && (
				<Button
					kind={app ? "secondary" : "primary"}
					wide
					onPress={() => {
						onClose();
						void go(`/contacts/${encodeURIComponent(entry.user_id ?? "")}`);
					}}
				>
					{t(entry.kind === "person" ? "discover.profile" : "discover.contact")}
				</Button>
			)}
			{site && (
				<a className={styles.link} href={site.href} target="_blank" rel="noopener noreferrer nofollow">
					<ExternalLink size={18} strokeWidth={1.75} aria-hidden />
					<span dir="ltr">{site.host}</span>
				</a>
			)}
		</div>
	);
}

function JoinGroup({ roomId, onClose }: { roomId: string; onClose: () => void }) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const { busy, run } = useAction();
	const inside = client.getRoom(roomId)?.getMyMembership() === "join";
	const enter = async () => {
		if (!inside) await client.joinRoom(roomId);
		onClose();
		await go(`/chat/${encodeURIComponent(roomId)}`);
	};
	return (
		<Button kind="primary" wide isPending={busy} onPress={() => void run(enter)}>
			{t(inside ? "discover.enter" : "discover.join")}
		</Button>
	);
}

function Facts({ entry }: { entry: Entry }) {
	const t = useT();
	const language = useLanguage();
	const names = new Intl.DisplayNames([language], { type: "language", fallback: "code" });
	const date = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
	const facts: [string, string][] = [];
	if (entry.mini_app) facts.push([t("discover.fact.version"), entry.mini_app.version]);
	if (entry.languages.length > 0)
		facts.push([
			t("discover.fact.languages"),
			entry.languages.map((code) => names.of(code) ?? code).join(", "),
		]);
	if (entry.reviewed_ts) facts.push([t("discover.fact.reviewed"), date.format(entry.reviewed_ts)]);
	if (entry.mini_app?.source_code_url)
		facts.push([t("discover.fact.source"), entry.mini_app.source_code_url]);
	facts.push([t("discover.fact.server"), entry.server]);
	return (
		<dl className={styles.factList}>
			{facts.map(([label, value]) => (
				<div key={label}>
					<dt>{label}</dt>
					<dd dir="auto">{value}</dd>
				</div>
			))}
		</dl>
	);
}
