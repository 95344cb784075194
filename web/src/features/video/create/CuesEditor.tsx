// Captions: written line by line, or read from a file that another program made.
import { Captions, Plus, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { useT } from "@/lib/i18n";
import { Button, IconButton } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import styles from "./CuesEditor.module.css";
import { type Cue, readVtt } from "./vtt";

/** A new line stays so long. */
const lineSeconds = 2;
/** A file of words is never larger. */
const fileMost = 200_000;

/** Lines in the order in which they are said. */
export function CuesEditor({
	cues,
	onChange,
}: {
	cues: readonly Cue[];
	onChange: (cues: readonly Cue[]) => void;
}) {
	const t = useT();
	const picker = useRef<HTMLInputElement>(null);
	const [wrong, setWrong] = useState(false);
	const change = (index: number, now: Partial<Cue>) =>
		onChange(cues.map((cue, i) => (i === index ? { ...cue, ...now } : cue)));
	const add = () => {
		const start = cues.at(-1)?.end ?? 0;
		onChange([...cues, { start, end: start + lineSeconds, text: "" }]);
	};
	const read = async (file: File) => {
		const found = file.size > fileMost ? [] : readVtt(await file.text());
		setWrong(found.length === 0);
		if (found.length > 0) onChange(found);
	};
	return (
		<section className={styles.editor} aria-label={t("video.subtitles")}>
			<h2 className={styles.title}>{t("video.subtitles")}</h2>
			{wrong && <Notice kind="danger">{t("video.cue.noFile")}</Notice>}
			{cues.map((cue, index) => (
				<Line
					key={index}
					cue={cue}
					number={index + 1}
					onChange={(now) => change(index, now)}
					onRemove={() => onChange(cues.filter((_, i) => i !== index))}
				/>
			))}
			<div className={styles.actions}>
				<Button small icon={Plus} onPress={add}>
					{t("video.cue.add")}
				</Button>
				<Button small icon={Captions} onPress={() => picker.current?.click()}>
					{t("video.cue.file")}
				</Button>
			</div>
			<input
				ref={picker}
				type="file"
				accept=".vtt,.srt,text/vtt"
				hidden
				onChange={(event) => {
					const [file] = event.target.files ?? [];
					event.target.value = "";
					if (file) void read(file);
				}}
			/>
		</section>
	);
}

interface LineProps {
	cue: Cue;
	number: number;
	onChange: (now: Partial<Cue>) => void;
	onRemove: () => void;
}

function Line({ cue, number, onChange, onRemove }: LineProps) {
	const t = useT();
	return (
		<fieldset className={styles.line}>
			<legend className="visually-hidden">{t("video.cue.line", { number })}</legend>
			<Seconds label={t("video.trimStart")} value={cue.start} onChange={(start) => onChange({ start })} />
			<Seconds label={t("video.trimEnd")} value={cue.end} onChange={(end) => onChange({ end })} />
			<input
				className={styles.words}
				aria-label={t("video.cue.words")}
				placeholder={t("video.cue.words")}
				dir="auto"
				maxLength={300}
				value={cue.text}
				onChange={(event) => onChange({ text: event.target.value })}
			/>
			<IconButton icon={Trash2} label={t("video.cue.remove", { number })} size={18} onPress={onRemove} />
		</fieldset>
	);
}

function Seconds({
	label,
	value,
	onChange,
}: {
	label: string;
	value: number;
	onChange: (to: number) => void;
}) {
	return (
		<input
			type="number"
			className={styles.seconds}
			aria-label={label}
			min={0}
			step={0.1}
			value={value}
			onChange={(event) => onChange(Math.max(0, Number(event.target.value) || 0))}
		/>
	);
}
