// Who decided what about videos, and why.
import { Activity } from "lucide-react";
import { type MessageId, useT } from "@/lib/i18n";
import { ruleLabel } from "@/lib/videoRules";
import { nameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import styles from "../Admin.module.css";
import { usePages } from "../api";
import { useFormat } from "../format";
import { List } from "../Shown";
import { actOf, type Told } from "./shapes";

const words: Record<string, MessageId> = {
	"report.keep": "admin.decision.keep",
	"report.sensitive": "admin.decision.sensitive",
	"report.age": "admin.decision.age",
	"report.remove": "admin.decision.remove",
	"appeal.uphold": "admin.appealUphold",
	"appeal.refuse": "admin.appealRefuse",
	"blocklist.add": "admin.act.video_block",
	"blocklist.remove": "admin.act.video_unblock",
	"blocklist.match": "admin.act.video_match",
};

/** The newest first. */
export function Audit() {
	const t = useT();
	const client = useClient();
	const format = useFormat();
	const pages = usePages<Told>("video_audit?limit=50", "acts");
	const wordsFor = (what: string) => {
		const id = words[what];
		return id ? t(id) : what;
	};
	const reasonOf = (reason: string) => {
		const rule = ruleLabel(reason);
		return rule ? t(rule) : reason;
	};
	return (
		<List pages={pages} icon={Activity} empty={t("admin.noVideoActs")}>
			{(told) => {
				const act = actOf(told);
				return (
					<li key={act.id} className={styles.row}>
						<span className={styles.words}>
							<span className={styles.line}>
								<strong dir="auto">{act.who && nameOf(client, act.who)}</strong>
								<span className={styles.faint}>{wordsFor(act.what)}</span>
							</span>
							<span className={styles.faint} dir="auto">
								{[...(act.reason ? [reasonOf(act.reason)] : []), ...act.details].join(" · ")}
							</span>
						</span>
						<time className={styles.faint}>{format.moment(act.at)}</time>
					</li>
				);
			}}
		</List>
	);
}
