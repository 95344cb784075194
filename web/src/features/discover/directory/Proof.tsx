// How the domain of an organisation says that the entry is its own, by either of two ways, and the look whether it does.
import { Copy } from "lucide-react";
import { useLanguage, useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button, IconButton } from "@/ui/Button";
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
					: t(proof.record ? "discover.proof.howEither" : "discover.proof.how")}
			</p>
			<Way
				title={proof.record ? t("discover.proof.byFile") : undefined}
				facts={[
					["discover.proof.file", proof.file],
					["discover.proof.content", JSON.stringify({ directory: [proof.text] })],
				]}
			/>
			{proof.record && (
				<Way
					title={t("discover.proof.byRecord")}
					facts={[
						["discover.proof.recordName", proof.record],
						["discover.proof.recordText", proof.text],
					]}
				/>
			)}
			<Button
				kind="primary"
				isPending={busy}
				onPress={() => void run(check, { M_NOT_FOUND: "discover.proof.notYet" })}
			>
				{t("discover.proof.check")}
			</Button>
		</section>
	);
}

interface WayProps {
	title: string | undefined;
	facts: readonly [
		label: `discover.proof.${"file" | "content" | "recordName" | "recordText"}`,
		value: string,
	][];
}

/** One way, each of its parts to copy. */
function Way({ title, facts }: WayProps) {
	const t = useT();
	const copy = (value: string) =>
		void navigator.clipboard.writeText(value).then(
			() => toast(t("discover.proof.copied")),
			() => undefined,
		);
	return (
		<div className={styles.way}>
			{title && <h4>{title}</h4>}
			<dl>
				{facts.map(([label, value]) => (
					<div key={label}>
						<dt>{t(label)}</dt>
						<dd>
							<code dir="ltr">{value}</code>
							<IconButton
								icon={Copy}
								label={t("discover.proof.copy", { what: t(label) })}
								onPress={() => copy(value)}
							/>
						</dd>
					</div>
				))}
			</dl>
		</div>
	);
}
