// What stands in the directory, and what the host says of it: recommended, confirmed, taken away.
import { Store } from "lucide-react";
import { useState } from "react";
import { useT } from "@/lib/i18n";
import type { Told } from "@/matrix/causeway";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { Empty } from "@/ui/Empty";
import { SearchBox } from "@/ui/SearchBox";
import { SkeletonRows } from "@/ui/Skeleton";
import styles from "../Admin.module.css";
import { useCall } from "../api";
import { Failed } from "../Shown";
import { useEntries } from "./useEntries";

type Entry = Told<"DirectoryEntry">;

/** A search, and a card for each. */
export function Curate() {
	const t = useT();
	const call = useCall();
	const [typed, setTyped] = useState("");
	const { entries, error, reload } = useEntries(typed);
	const { busy, run } = useAction();
	const [removing, setRemoving] = useState<Entry>();
	const say = (entry: Entry, wish: { featured?: boolean; confirmed?: boolean; removed?: boolean }) =>
		void run(async () => {
			await call("PUT", `directory/entries/${encodeURIComponent(entry.unsigned?.id ?? entry.id)}`, wish);
			reload();
		});
	return (
		<>
			<div className={styles.top}>
				<SearchBox label={t("admin.directory.search")} value={typed} onChange={setTyped} />
			</div>
			{error && <Failed error={error} onRetry={reload} />}
			{!entries && !error && <SkeletonRows rows={4} label={t("admin.loading")} />}
			{entries?.length === 0 && <Empty icon={Store}>{t("admin.directory.noEntries")}</Empty>}
			<ul className={styles.list}>
				{entries?.map((entry) => (
					<li key={entry.unsigned?.id ?? entry.id} className={styles.report}>
						<p>
							<strong dir="auto">{entry.name}</strong>{" "}
							<span className={styles.faint} dir="auto">
								{entry.summary}
							</span>
						</p>
						<p className={styles.faint} dir="ltr">
							{[entry.id, entry.user_id, entry.domain].filter(Boolean).join(" · ")}
						</p>
						<p className={styles.ways}>
							{!entry.unsigned?.id && (
								<Button small isPending={busy} onPress={() => say(entry, { featured: !entry.featured })}>
									{t(entry.featured ? "admin.directory.unfeature" : "admin.directory.feature")}
								</Button>
							)}
							{!entry.unsigned?.id &&
								(entry.kind === "organisation" || entry.kind === "official_account") && (
									<Button
										small
										isPending={busy}
										onPress={() => say(entry, { confirmed: entry.verification !== "host" })}
									>
										{t(
											entry.verification === "host" ? "admin.directory.unconfirm" : "admin.directory.confirm",
										)}
									</Button>
								)}
							<Button small kind="danger" onPress={() => setRemoving(entry)}>
								{t("admin.directory.takeAway")}
							</Button>
						</p>
					</li>
				))}
			</ul>
			{removing && (
				<Confirm
					title={t("admin.directory.takeAwayTitle", { name: removing.name })}
					confirm={t("admin.directory.takeAway")}
					danger
					pending={busy}
					isOpen
					onClose={() => setRemoving(undefined)}
					onConfirm={() => {
						say(removing, { removed: true });
						setRemoving(undefined);
					}}
				>
					{t("admin.directory.takeAwayWords")}
				</Confirm>
			)}
		</>
	);
}
