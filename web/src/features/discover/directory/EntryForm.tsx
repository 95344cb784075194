// The form by which I, a group of mine or an organisation of mine gets into the directory.
import { useMemo, useState } from "react";
import { type MessageId, useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { useRoomList } from "@/matrix/rooms";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { toast } from "@/ui/Toast";
import styles from "./Directory.module.css";
import { type Problems, problemsOf, putRight } from "./draft";
import { categories, categoryName, type Kind } from "./entry";
import { type Draft, freshId, type MyEntry, putEntry } from "./mine";

/** What somebody can list by a form. */
export type OwnKind = Exclude<Kind, "mini_app">;

interface EntryFormProps {
	kind: OwnKind;
	/** To change; without it a new one. */
	mine: MyEntry | undefined;
	onClose: () => void;
	onDone: (mine: MyEntry) => void;
}

/** A dialog; says who will see it. */
export function EntryForm({ kind, mine, onClose, onDone }: EntryFormProps) {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	const [id] = useState(() => mine?.entry.id ?? freshId());
	const [draft, setDraft] = useState<Draft>(() => start(client.getUser(client.getSafeUserId()), kind, mine));
	const change = (more: Partial<Draft>) => setDraft((now) => ({ ...now, ...more }));
	const ready = draft.name.trim() !== "" && (kind !== "group" || Boolean(draft.room_id));
	const [problems, setProblems] = useState<Problems>({});
	const wrong = (field: keyof Problems) => (problems[field] ? t(problems[field]) : null);
	const save = () => {
		const right = putRight(draft);
		setDraft(right);
		const found = problemsOf(right);
		setProblems(found);
		if (Object.keys(found).length > 0) return;
		const keep = async () => {
			const kept = await putEntry(client, id, right);
			toast(t("discover.listed"));
			onDone(kept);
		};
		void run(keep, { M_FORBIDDEN: "discover.form.refused" });
	};
	return (
		<Dialog
			title={t(`discover.list.${kind}` as MessageId)}
			isOpen
			onClose={onClose}
			actions={
				<Button kind="primary" isDisabled={!ready} isPending={busy} onPress={save}>
					{t("discover.save")}
				</Button>
			}
		>
			<div className={styles.form}>
				<p className={styles.intro}>
					{t(kind === "person" ? "discover.seenHere" : "discover.seenEverywhere")}
				</p>
				{kind === "group" && (
					<GroupChoice
						value={draft.room_id ?? ""}
						fixed={mine !== undefined}
						onChoose={(room_id, name, icon) => change({ room_id, name: draft.name || name, icon })}
					/>
				)}
				<Field
					label={t("discover.form.name")}
					value={draft.name}
					maxLength={80}
					onChange={(name) => change({ name })}
				/>
				<Field
					label={t("discover.form.summary")}
					value={draft.summary ?? ""}
					maxLength={140}
					onChange={(summary) => change({ summary })}
				/>
				<Field
					label={t("discover.form.description")}
					lines={4}
					value={draft.description ?? ""}
					maxLength={2000}
					onChange={(description) => change({ description })}
				/>
				<CategoryChoice value={draft.category} onChoose={(category) => change({ category })} />
				<Field
					label={t("discover.form.place")}
					help={t("discover.form.placeHelp")}
					value={draft.place ?? ""}
					maxLength={80}
					onChange={(place) => change({ place })}
				/>
				<Field
					label={t("discover.form.languages")}
					help={t("discover.form.languagesHelp")}
					error={wrong("languages")}
					value={(draft.languages ?? []).join(", ")}
					onChange={(typed) => change({ languages: codes(typed) })}
				/>
				{kind !== "group" && kind !== "person" && (
					<>
						<Field
							label={t("discover.form.site")}
							placeholder="https://"
							inputMode="url"
							error={wrong("site")}
							value={draft.site ?? ""}
							onChange={(site) => change({ site })}
						/>
						<Field
							label={t("discover.form.domain")}
							help={t("discover.form.domainHelp")}
							placeholder="example.org"
							inputMode="url"
							error={wrong("domain")}
							value={draft.domain ?? ""}
							onChange={(domain) => change({ domain })}
						/>
					</>
				)}
			</div>
		</Dialog>
	);
}

const codes = (typed: string) => typed.split(/[\s,，、]+/);

function start(
	me: { displayName?: string | undefined; avatarUrl?: string | undefined } | null,
	kind: OwnKind,
	mine: MyEntry | undefined,
): Draft {
	if (!mine)
		return {
			kind,
			name: kind === "person" ? (me?.displayName ?? "") : "",
			category: kind === "organisation" ? "city" : "social",
			...(kind === "person" && me?.avatarUrl ? { icon: me.avatarUrl } : {}),
		};
	const { name, summary, description, category, languages, place, icon, site, group } = mine.entry;
	return {
		kind,
		name,
		summary,
		description,
		category,
		languages,
		place,
		icon,
		site,
		domain: mine.proof?.domain,
		room_id: group?.room_id,
	};
}

/** One of the streets. */
export function CategoryChoice({ value, onChoose }: { value: string; onChoose: (category: string) => void }) {
	const t = useT();
	return (
		<label className={styles.choose}>
			<span>{t("discover.form.category")}</span>
			<select className={styles.select} value={value} onChange={(event) => onChoose(event.target.value)}>
				{Object.keys(categories).map((category) => (
					<option key={category} value={category}>
						{t(categoryName(category))}
					</option>
				))}
			</select>
		</label>
	);
}

interface GroupChoiceProps {
	value: string;
	/** An entry stays with its group. */
	fixed: boolean;
	onChoose: (roomId: string, name: string, icon: string | undefined) => void;
}

/** Groups that everybody may join and that I look after. */
function GroupChoice({ value, fixed, onChoose }: GroupChoiceProps) {
	const t = useT();
	const client = useClient();
	const { joined } = useRoomList();
	const groups = useMemo(
		() =>
			joined.filter(
				({ room, directUserId }) =>
					!directUserId &&
					room.getJoinRule() !== "invite" &&
					room.currentState.maySendStateEvent("m.room.canonical_alias", client.getSafeUserId()),
			),
		[joined, client],
	);
	if (groups.length === 0) return <p className={styles.intro}>{t("discover.form.noGroups")}</p>;
	return (
		<label className={styles.choose}>
			<span>{t("discover.form.group")}</span>
			<select
				className={styles.select}
				value={value}
				disabled={fixed}
				onChange={(event) => {
					const chosen = groups.find(({ room }) => room.roomId === event.target.value)?.room;
					if (chosen) onChoose(chosen.roomId, chosen.name, chosen.getMxcAvatarUrl() ?? undefined);
				}}
			>
				<option value="" disabled>
					{t("discover.form.chooseGroup")}
				</option>
				{groups.map(({ room }) => (
					<option key={room.roomId} value={room.roomId}>
						{room.name}
					</option>
				))}
			</select>
		</label>
	);
}
