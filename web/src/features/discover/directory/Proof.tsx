// How the domain of an organisation says that the entry is its own, and the look whether it does.
import { useLanguage, useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { toast } from "@/ui/Toast";
import styles from "./Directory.module.css";
import { checkDomain, type MyEntry } from "./mine";

/** What to put where, to copy. */
export function Proof({ mine, onChecked }: { mine: MyEntry; onChecked: (mine: MyEntry) => void }) {
	const t = useT();
	const language = useLanguage();
	const client = useClient();
	const { busy, run } = useAction();
	const { proof } = mine;
	if (!proof) return null;
	const date = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
	const check = async () => {
		const now = await checkDomain(client, mine.entry.id);
		toast(t("discover.proof.seen", { domain: proof.domain }));
		onChecked(now);
	};
	return (
		<section className={styles.proof}>
			<h3>{t("discover.proof.title", { domain: proof.domain })}</h3>
			<p>
				{proof.holds_until_ts
					? t("discover.proof.holds", { date: date.format(proof.holds_until_ts) })
					: t("discover.proof.how")}
			</p>
			<dl className={styles.factList}>
				<div>
					<dt>{t("discover.proof.file")}</dt>
					<dd dir="ltr">{proof.file}</dd>
				</div>
				<div>
					<dt>{t("discover.proof.content")}</dt>
					<dd dir="ltr">
						<code>{JSON.stringify({ directory: [proof.text] })}</code>
					</dd>
				</div>
			</dl>
			<Button isPending={busy} onPress={() => void run(check, { M_NOT_FOUND: "discover.proof.notYet" })}>
				{t("discover.proof.check")}
			</Button>
		</section>
	);
}
