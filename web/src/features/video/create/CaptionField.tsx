// The caption: #tags as one writes them, and people offered after "@".
import { Hash } from "lucide-react";
import { useRef, useState } from "react";
import { useT } from "@/lib/i18n";
import { useContacts } from "@/matrix/contacts";
import { useClient } from "@/matrix/react";
import { captionMost, nameBegun, tagsOf } from "../captions";
import { MakerAvatar } from "../MakerAvatar";
import styles from "./CaptionField.module.css";

const offered = 5;

/** With its count, and the tags that it has. */
export function CaptionField({ value, onChange }: { value: string; onChange: (caption: string) => void }) {
	const t = useT();
	const field = useRef<HTMLTextAreaElement>(null);
	const [cursor, setCursor] = useState(value.length);
	const begun = nameBegun(value, cursor);
	const insert = (words: string, from: number) => {
		const now = `${value.slice(0, from)}${words}${value.slice(cursor)}`;
		onChange(now);
		setCursor(from + words.length);
		field.current?.focus();
		// After React has written the new value.
		requestAnimationFrame(() => field.current?.setSelectionRange(from + words.length, from + words.length));
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
			{begun && <People typed={begun.typed} onPick={(userId) => insert(`${userId} `, begun.from)} />}
		</div>
	);
}

/** My contacts whose name or id begins like what is typed. */
function People({ typed, onPick }: { typed: string; onPick: (mention: string) => void }) {
	const t = useT();
	const client = useClient();
	const wanted = typed.toLocaleLowerCase();
	const found = useContacts()
		.people.filter(
			({ userId, name }) =>
				name.toLocaleLowerCase().startsWith(wanted) || userId.slice(1).toLowerCase().startsWith(wanted),
		)
		.slice(0, offered);
	if (found.length === 0) return null;
	const own = `:${client.getDomain()}`;
	return (
		<ul className={styles.people} aria-label={t("video.mention")}>
			{found.map(({ userId, name }) => (
				<li key={userId}>
					<button
						type="button"
						className={styles.person}
						onClick={() => onPick(userId.endsWith(own) ? userId.slice(0, -own.length) : userId)}
					>
						<MakerAvatar userId={userId} size={32} />
						<bdi>{name}</bdi>
					</button>
				</li>
			))}
		</ul>
	);
}
