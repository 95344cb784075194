// What fewer people choose: language, captions, what others may do with it, and when it is seen.
import { useLanguage, useT } from "@/lib/i18n";
import { Group, SwitchRow } from "@/ui/List";
import { CuesEditor } from "./CuesEditor";
import type { Choices, Draft } from "./drafts";
import styles from "./More.module.css";

/** Offered first is what the person reads here. */
const languages = "en zh yue es hi ar pt bn ru ja de ko fr vi id tr th it pl uk fa nl sv".split(" ");

interface MoreProps {
	draft: Draft;
	/** Whether the server cuts, mixes, keeps captions and schedules. */
	makes: boolean;
	onChoose: (choices: Partial<Choices>) => void;
}

/** Under the choice of who may watch. */
export function More({ draft, makes, onChoose }: MoreProps) {
	const t = useT();
	return (
		<>
			{makes && (
				<Group>
					<SwitchRow
						label={t("video.allowDuet")}
						detail={t("video.allowDuetWords")}
						isSelected={draft.allowDuet}
						onChange={(on) => onChoose({ allowDuet: on })}
					/>
					<SwitchRow
						label={t("video.allowStitch")}
						detail={t("video.allowStitchWords")}
						isSelected={draft.allowStitch}
						onChange={(on) => onChoose({ allowStitch: on })}
					/>
				</Group>
			)}
			<Spoken language={draft.language} onChoose={onChoose} />
			{makes && <CuesEditor cues={draft.cues} onChange={(cues) => onChoose({ cues })} />}
			{makes && <Later at={draft.publishAt} onChoose={onChoose} />}
		</>
	);
}

function Spoken({ language, onChoose }: { language: string | null; onChoose: MoreProps["onChoose"] }) {
	const t = useT();
	const mine = useLanguage();
	const names = new Intl.DisplayNames([mine], { type: "language" });
	const offered = [...new Set([mine.split("-")[0] ?? mine, ...languages])];
	return (
		<label className={styles.row}>
			<span>{t("video.language")}</span>
			<select
				className={styles.select}
				value={language ?? ""}
				onChange={(event) => onChoose({ language: event.target.value || null })}
			>
				<option value="">{t("video.languageNone")}</option>
				{offered.map((one) => (
					<option key={one} value={one}>
						{names.of(one)}
					</option>
				))}
			</select>
		</label>
	);
}

const hourMs = 3_600_000;

/** As `<input type="datetime-local">` writes a moment. */
function local(at: number): string {
	const date = new Date(at);
	return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function Later({ at, onChoose }: { at: number | null; onChoose: MoreProps["onChoose"] }) {
	const t = useT();
	return (
		<>
			<Group>
				<SwitchRow
					label={t("video.later")}
					detail={t("video.laterWords")}
					isSelected={at !== null}
					onChange={(on) => onChoose({ publishAt: on ? Math.ceil(Date.now() / hourMs + 1) * hourMs : null })}
				/>
			</Group>
			{at !== null && (
				<label className={styles.row}>
					<span>{t("video.laterWhen")}</span>
					<input
						type="datetime-local"
						className={styles.select}
						min={local(Date.now())}
						value={local(at)}
						onChange={(event) => {
							const chosen = new Date(event.target.value).getTime();
							if (chosen > 0) onChoose({ publishAt: chosen });
						}}
					/>
				</label>
			)}
		</>
	);
}
