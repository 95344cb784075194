// What I let others find: me, my groups, my organisations, my mini-apps; and the ways to add one.
import { Blocks, Building2, type LucideIcon, UserRound, UsersRound } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { type MessageId, useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Group, Row } from "@/ui/List";
import { SkeletonRows } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import styles from "./Directory.module.css";
import { EntryForm, type OwnKind } from "./EntryForm";
import { EntryPicture } from "./EntryPicture";
import { deleteEntry, type MyEntry, myEntries } from "./mine";
import { Proof } from "./Proof";
import { PublishApp } from "./PublishApp";

type Step =
	| { at: "list" }
	| { at: "form"; kind: OwnKind; mine?: MyEntry }
	| { at: "publish" }
	| { at: "one"; mine: MyEntry };

/** A dialog with its steps. */
export function Mine({ onClose, onChanged }: { onClose: () => void; onChanged: () => void }) {
	const client = useClient();
	const [entries, setEntries] = useState<readonly MyEntry[]>();
	const [step, setStep] = useState<Step>({ at: "list" });
	const load = useCallback(() => {
		void myEntries(client).then(setEntries, () => setEntries([]));
	}, [client]);
	useEffect(load, [load]);
	const done = (mine?: MyEntry) => {
		load();
		onChanged();
		setStep(mine ? { at: "one", mine } : { at: "list" });
	};
	const back = () => setStep({ at: "list" });
	if (step.at === "form") return <EntryForm kind={step.kind} mine={step.mine} onClose={back} onDone={done} />;
	if (step.at === "publish") return <PublishApp onClose={back} onDone={done} />;
	if (step.at === "one")
		return (
			<One
				mine={step.mine}
				onClose={back}
				onDone={done}
				onEdit={() => setStep({ at: "form", kind: step.mine.entry.kind as OwnKind, mine: step.mine })}
			/>
		);
	return <Overview entries={entries} onClose={onClose} onStep={setStep} />;
}

const ways: readonly { kind: OwnKind | "mini_app"; icon: LucideIcon }[] = [
	{ kind: "person", icon: UserRound },
	{ kind: "group", icon: UsersRound },
	{ kind: "organisation", icon: Building2 },
	{ kind: "mini_app", icon: Blocks },
];

interface OverviewProps {
	entries: readonly MyEntry[] | undefined;
	onClose: () => void;
	onStep: (step: Step) => void;
}

function Overview({ entries, onClose, onStep }: OverviewProps) {
	const t = useT();
	const listed = entries?.some((one) => one.entry.kind === "person");
	return (
		<Dialog title={t("discover.mine")} isOpen onClose={onClose}>
			<p className={styles.intro}>{t("discover.mineIntro")}</p>
			{!entries && <SkeletonRows rows={2} label={t("discover.loading")} />}
			{entries && entries.length > 0 && (
				<Group>
					{entries.map((mine) => (
						<Row
							key={mine.entry.id}
							before={<EntryPicture entry={mine.entry} size={36} />}
							label={<span dir="auto">{mine.entry.name || mine.entry.id}</span>}
							detail={t(`discover.state.${mine.state}` as MessageId)}
							onPress={() => onStep({ at: "one", mine })}
						/>
					))}
				</Group>
			)}
			<Group>
				{ways.map(({ kind, icon }) =>
					kind === "person" && listed ? null : (
						<Row
							key={kind}
							icon={icon}
							label={t(`discover.list.${kind}` as MessageId)}
							onPress={() => onStep(kind === "mini_app" ? { at: "publish" } : { at: "form", kind })}
						/>
					),
				)}
			</Group>
		</Dialog>
	);
}

interface OneProps {
	mine: MyEntry;
	onClose: () => void;
	onDone: (mine?: MyEntry) => void;
	onEdit: () => void;
}

/** One of mine: how it stands, its domain, its versions, the way out. */
function One({ mine, onClose, onDone, onEdit }: OneProps) {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	const { entry } = mine;
	const remove = async () => {
		await deleteEntry(client, entry.id);
		toast(t("discover.removed"));
		onDone();
	};
	return (
		<Dialog title={entry.name || entry.id} isOpen onClose={onClose}>
			<p className={styles.intro}>{t(`discover.stateWords.${mine.state}` as MessageId)}</p>
			{mine.releases.length > 0 && (
				<Group title={t("discover.versions")}>
					{mine.releases.map((release) => (
						<Row
							key={release.version}
							label={release.version}
							detail={release.note ? <span dir="auto">{release.note}</span> : undefined}
							value={t(`discover.release.${release.state}` as MessageId)}
						/>
					))}
				</Group>
			)}
			{mine.proof && <Proof mine={mine} onChecked={onDone} />}
			{mine.state !== "removed" && (
				<div className={styles.acts}>
					{entry.kind !== "mini_app" && <Button onPress={onEdit}>{t("discover.edit")}</Button>}
					<Button kind="danger" isPending={busy} onPress={() => void run(remove)}>
						{t("discover.remove")}
					</Button>
				</div>
			)}
		</Dialog>
	);
}
