// The last step: what it says, who may see it, where it begins and ends, which frame stands for it. The file goes up
// meanwhile.
import { useEffect, useState } from "react";
import { Navigate, useNavigate } from "react-router";
import { type MessageId, useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { useHost } from "@/matrix/useHost";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { Group, SwitchRow } from "@/ui/List";
import { Page } from "@/ui/Page";
import { toast } from "@/ui/Toast";
import type { Visibility } from "../api";
import { createPath, personPath } from "../paths";
import { savesData } from "../player/throughput";
import { CaptionField } from "./CaptionField";
import { Cut } from "./Cut";
import { useDesk, useDrafts, useProgress } from "./desk";
import { type Choices, type Draft, savedFiles } from "./drafts";
import styles from "./Edit.module.css";
import { More } from "./More";
import { SoundChoice } from "./sounds/SoundChoice";
import { UseChoices } from "./UseChoices";

const visibilities: readonly { value: Visibility; label: MessageId; detail: MessageId }[] = [
	{ value: "public", label: "video.see.public", detail: "video.see.publicWords" },
	{ value: "followers", label: "video.see.followers", detail: "video.see.followersWords" },
	{ value: "friends", label: "video.see.friends", detail: "video.see.friendsWords" },
	{ value: "private", label: "video.see.private", detail: "video.see.privateWords" },
];

/** Mount with the draft's id as key. */
export function Edit({ id }: { id: string }) {
	const desk = useDesk();
	const draft = useDrafts().find((one) => one.id === id);
	const me = useClient().getSafeUserId();
	const [read, setRead] = useState(false);
	useEffect(() => {
		let shown = true;
		void desk.loaded.then(() => shown && setRead(true));
		return () => {
			shown = false;
		};
	}, [desk]);
	if (draft?.stage === "draft") return <EditDraft draft={draft} />;
	// Posted: where its way is seen. Nothing of it can be changed here any more.
	if (draft) return <Navigate to={personPath(me)} replace />;
	return read ? <Navigate to={createPath()} replace /> : null;
}

function EditDraft({ draft }: { draft: Draft }) {
	const t = useT();
	const go = useNavigate();
	const desk = useDesk();
	const trims = useHost()?.video?.trim ?? false;
	const file = useFile(draft.id);
	const { id, visibility, comments, sensitive } = draft;
	const choose = (now: Partial<Choices>) => desk.choose(id, now);
	useEffect(() => {
		// On a link that is to be spared nothing goes before it is wanted.
		if (!savesData()) desk.begin(id);
	}, [desk, id]);
	const keep = () => {
		toast(t("video.kept"));
		void go(createPath());
	};
	return (
		<Page title={t("video.details")} onBack={() => void go(createPath())} backOnDesktop>
			<div className={styles.page}>
				<div className={styles.film}>
					{file && <Cut draft={draft} file={file} trims={trims} onChoose={(now) => desk.choose(id, now)} />}
				</div>
				<div className={styles.form}>
					<CaptionField value={draft.caption} onChange={(caption) => desk.choose(id, { caption })} />
					<h2 className={styles.title}>{t("video.see")}</h2>
					<Choice
						label={t("video.see")}
						options={visibilities.map((one) => ({
							value: one.value,
							label: t(one.label),
							detail: t(one.detail),
						}))}
						value={visibility}
						onChange={(now) => desk.choose(id, { visibility: now })}
					/>
					<Group>
						<SwitchRow
							label={t("video.allowComments")}
							isSelected={comments}
							onChange={(on) => desk.choose(id, { comments: on })}
						/>
						<SwitchRow
							label={t("video.sensitive")}
							detail={t("video.sensitiveWords")}
							isSelected={sensitive}
							onChange={(on) => desk.choose(id, { sensitive: on })}
						/>
					</Group>
					{trims && <Made draft={draft} onChoose={choose} />}
					<More draft={draft} makes={trims} onChoose={choose} />
					<div className={styles.actions}>
						<Ahead id={id} />
						<Button onPress={keep}>{t("video.keepDraft")}</Button>
						<Button kind="primary" onPress={() => desk.post(id)}>
							{t(draft.publishAt === null ? "video.post" : "video.schedule")}
						</Button>
					</div>
				</div>
			</div>
		</Page>
	);
}

/** Its sound, or the other video that it is made of. */
function Made({ draft, onChoose }: { draft: Draft; onChoose: (now: Partial<Choices>) => void }) {
	const t = useT();
	const { use } = draft;
	const ofSound = use === null || use.kind === "sound";
	return (
		<>
			{ofSound && (
				<>
					<h2 className={styles.title}>{t("video.sound")}</h2>
					<SoundChoice
						sound={use?.of ?? null}
						onChoose={(of) => onChoose({ use: of === null ? null : { kind: "sound", of } })}
					/>
				</>
			)}
			{use && <UseChoices draft={draft} use={use} onChoose={onChoose} />}
		</>
	);
}

/** How much has gone up already. */
function Ahead({ id }: { id: string }) {
	const t = useT();
	const progress = useProgress(id);
	if (!progress) return <span className={styles.ahead} />;
	const percent = Math.floor(progress.part * 100);
	return (
		<span className={styles.ahead}>
			{t(progress.waits ? "video.stage.waiting" : "video.stage.uploading", { percent })}
		</span>
	);
}

function useFile(id: string): Blob | null {
	const [file, setFile] = useState<Blob | null>(null);
	useEffect(() => {
		let shown = true;
		savedFiles.get(id).then(
			(found) => shown && setFile(found ?? null),
			() => undefined,
		);
		return () => {
			shown = false;
		};
	}, [id]);
	return file;
}
