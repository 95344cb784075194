// Lists of other hosts that this one shows too, and stores whose mini-apps are imported.
import { Rss } from "lucide-react";
import { useState } from "react";
import { type MessageId, useT } from "@/lib/i18n";
import type { Told } from "@/matrix/causeway";
import { RequestError } from "@/matrix/http";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { Empty } from "@/ui/Empty";
import { Field } from "@/ui/Field";
import { SkeletonRows } from "@/ui/Skeleton";
import styles from "../Admin.module.css";
import { useAnswer, useCall } from "../api";
import { useFormat } from "../format";
import { Failed } from "../Shown";

type Subscription = Told<"DirectorySubscription">;

/** What is subscribed to, and one more. */
export function Subscriptions() {
	const t = useT();
	const { answer, error, reload } = useAnswer<Told<"DirectorySubscriptions">>("directory/subscriptions");
	if (error && !answer) return <Failed error={error} onRetry={reload} />;
	if (!answer) return <SkeletonRows rows={3} label={t("admin.loading")} />;
	return (
		<>
			{answer.subscriptions.length === 0 && <Empty icon={Rss}>{t("admin.directory.noSubscriptions")}</Empty>}
			<ul className={styles.list}>
				{answer.subscriptions.map((one) => (
					<Card key={one.url} subscription={one} onChanged={reload} />
				))}
			</ul>
			<NewSubscription onAdded={reload} />
		</>
	);
}

function Card({ subscription: one, onChanged }: { subscription: Subscription; onChanged: () => void }) {
	const t = useT();
	const call = useCall();
	const format = useFormat();
	const { busy, run } = useAction();
	const change = (act: () => Promise<unknown>) => void run(async () => act().then(onChanged));
	return (
		<li className={styles.report}>
			<p>
				<strong dir="ltr">{one.source}</strong>
			</p>
			<p className={styles.faint} dir="ltr">
				{one.url}
			</p>
			<p className={styles.faint}>
				{t("admin.directory.entriesNumber", { count: one.entries })}
				{one.fetched_ts ? ` · ${format.moment(one.fetched_ts)}` : ""}
			</p>
			{one.problem && (
				<p className={styles.reason} lang="en" dir="ltr">
					{one.problem}
				</p>
			)}
			<p className={styles.ways}>
				<Button
					small
					isPending={busy}
					onPress={() =>
						change(() => call("POST", "directory/subscriptions", { url: one.url, kind: one.kind }))
					}
				>
					{t("admin.directory.lookNow")}
				</Button>
				<Button
					small
					kind="danger"
					isPending={busy}
					onPress={() =>
						change(() => call("DELETE", `directory/subscriptions?url=${encodeURIComponent(one.url)}`))
					}
				>
					{t("admin.directory.unsubscribe")}
				</Button>
			</p>
		</li>
	);
}

const kinds = ["causeway", "xdcget"] as const;

function NewSubscription({ onAdded }: { onAdded: () => void }) {
	const t = useT();
	const call = useCall();
	const { busy, run } = useAction();
	const [url, setUrl] = useState("");
	const [kind, setKind] = useState<(typeof kinds)[number]>("causeway");
	const [problem, setProblem] = useState<string>();
	const add = async () => {
		setProblem(undefined);
		try {
			await call("POST", "directory/subscriptions", { url: url.trim(), kind });
		} catch (error) {
			// Why a list is not taken, the server alone can say.
			if (!(error instanceof RequestError) || error.status !== 400) throw error;
			setProblem(error.message);
			return;
		}
		setUrl("");
		onAdded();
	};
	return (
		<div className={styles.report}>
			<Choice
				label={t("admin.directory.subscribe")}
				options={kinds.map((value) => ({
					value,
					label: t(`admin.directory.list.${value}` as MessageId),
					detail: t(`admin.directory.listDetail.${value}` as MessageId),
				}))}
				value={kind}
				onChange={setKind}
			/>
			<Field
				label={t("admin.directory.listUrl")}
				placeholder="https://"
				type="url"
				value={url}
				onChange={setUrl}
			/>
			{problem !== undefined && (
				<p className={styles.problem} role="alert">
					{t("admin.directory.listRefused")}{" "}
					<span lang="en" dir="ltr">
						{problem}
					</span>
				</p>
			)}
			<div>
				<Button kind="primary" isDisabled={url.trim() === ""} isPending={busy} onPress={() => void run(add)}>
					{t("admin.directory.subscribe")}
				</Button>
			</div>
		</div>
	);
}
