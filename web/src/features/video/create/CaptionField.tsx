// The caption: #tags as one writes them, and people offered after "@".
import { Hash } from "lucide-react";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useT } from "@/lib/i18n";
import { captionMost, nameBegun, tagsOf } from "../captions";
import { MentionList } from "../MentionList";
import styles from "./CaptionField.module.css";

/** With its count, and the tags that it has. */
export function CaptionField({ value, onChange }: { value: string; onChange: (caption: string) => void }) {
	const t = useT();
	const field = useRef<HTMLTextAreaElement>(null);
	const [cursor, setCursor] = useState(value.length);
	const begun = nameBegun(value, cursor);
	const insert = (words: string, from: number) => {
		const now = `${value.slice(0, from)}${words}${value.slice(cursor)}`;
		const after = from + words.length;
		// At once: a key that is pressed before the next frame belongs behind the words.
		flushSync(() => {
			onChange(now);
			setCursor(after);
		});
		field.current?.focus();
		field.current?.setSelectionRange(after, after);
	};
	const tag = () => insert(/(^|\s)$/.test(value.slice(0, cursor)) ? "#" : " #", cursor);
	return (
		<div className={styles.box}>
			<textarea
				ref={field}
				className={styles.field}
				rows={4}
				maxLength={captionMost}
				aria-label={t("video.caption")}
				placeholder={t("video.captionHint")}
				dir="auto"
				value={value}
				onChange={(event) => {
					onChange(event.target.value);
					setCursor(event.target.selectionStart);
				}}
				onSelect={(event) => setCursor(event.currentTarget.selectionStart)}
			/>
			<div className={styles.below}>
				<button type="button" className={styles.tag} onClick={tag}>
					<Hash size={15} strokeWidth={2} aria-hidden />
					{t("video.addTag")}
				</button>
				<span className={styles.tags}>
					{tagsOf(value).map((one) => (
						<bdi key={one}>#{one}</bdi>
					))}
				</span>
				<span className={styles.count}>
					{value.length} / {captionMost}
				</span>
			</div>
			{begun && (
				<div className={styles.people}>
					<MentionList typed={begun.typed} onPick={(mention) => insert(`${mention} `, begun.from)} />
				</div>
			)}
		</div>
	);
}
