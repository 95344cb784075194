// What people who run the server did.
import { Activity } from "lucide-react";
import { type MessageId, useT } from "@/lib/i18n";
import { nameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import styles from "./Admin.module.css";
import { type Act, usePages } from "./api";
import { useFormat } from "./format";
import { List } from "./Shown";

const words: Record<string, MessageId> = {
	"people.admin": "admin.act.people_admin",
	"people.create": "admin.act.people_create",
	"people.create_admin": "admin.act.people_create_admin",
	"people.deactivate": "admin.act.people_deactivate",
	"people.no_admin": "admin.act.people_no_admin",
	"people.password": "admin.act.people_password",
	"reports.resolve": "admin.act.reports_resolve",
	"rooms.block": "admin.act.rooms_block",
	"rooms.unblock": "admin.act.rooms_unblock",
	"rooms.close": "admin.act.rooms_close",
	"tokens.create": "admin.act.tokens_create",
	"tokens.revoke": "admin.act.tokens_revoke",
};

/** The tab. */
export function Acts() {
	const t = useT();
	const client = useClient();
	const format = useFormat();
	const wordsFor = (what: string) => {
		const id = words[what];
		return id ? t(id) : what;
	};
	const pages = usePages<Act>("acts?limit=50", "acts");
	return (
		<List pages={pages} icon={Activity} empty={t("admin.noActs")}>
			{(act) => (
				<li key={act.id} className={styles.row}>
					<span className={styles.words}>
						<span className={styles.line}>
							<strong dir="auto">{nameOf(client, act.who)}</strong>
							<span className={styles.faint}>{wordsFor(act.what)}</span>
						</span>
						{act.target && (
							<span className={styles.faint} dir="ltr">
								{act.target}
							</span>
						)}
					</span>
					<time className={styles.faint}>{format.moment(act.ts)}</time>
				</li>
			)}
		</List>
	);
}
