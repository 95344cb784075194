// All emoji in a grid with a search; only the rows in view are in the page.
import { useEffect, useMemo, useState } from "react";
import { VList } from "virtua";
import { type MessageId, useLanguage, useT } from "@/lib/i18n";
import styles from "./EmojiPicker.module.css";
import { chooseSkinTone, loadEmoji, noteUsed, recentEmoji, skinTone } from "./emoji";
import { type Emoji, inTone, searchEmoji } from "./emojiBook";

const groups: readonly { group: number; sign: string; label: MessageId }[] = [
	{ group: -1, sign: "🕘", label: "chat.emoji.recent" },
	{ group: 0, sign: "😀", label: "chat.emoji.smileys" },
	{ group: 1, sign: "👋", label: "chat.emoji.people" },
	{ group: 3, sign: "🐻", label: "chat.emoji.animals" },
	{ group: 4, sign: "🍜", label: "chat.emoji.food" },
	{ group: 5, sign: "🚲", label: "chat.emoji.travel" },
	{ group: 6, sign: "⚽", label: "chat.emoji.activities" },
	{ group: 7, sign: "💡", label: "chat.emoji.objects" },
	{ group: 8, sign: "💛", label: "chat.emoji.symbols" },
	{ group: 9, sign: "🏁", label: "chat.emoji.flags" },
];
const tones = ["✋", "✋🏻", "✋🏼", "✋🏽", "✋🏾", "✋🏿"];
const perRow = 8;

type RowItem = { kind: "title"; label: MessageId; group: number } | { kind: "row"; emoji: readonly Emoji[] };

/** `onPick` gets the emoji in the chosen tone. */
export function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
	const t = useT();
	const [query, setQuery] = useState("");
	const [tone, setTone] = useState(skinTone);
	const { book, failed } = useBook();
	const rows = useMemo(() => rowsOf(book, query), [book, query]);
	const pick = (emoji: string) => {
		noteUsed(emoji);
		onPick(emoji);
	};
	return (
		<div className={styles.picker}>
			<div className={styles.top}>
				<input
					type="search"
					className={styles.search}
					aria-label={t("chat.emoji.search")}
					placeholder={t("chat.emoji.search")}
					value={query}
					onChange={(event) => setQuery(event.target.value)}
				/>
				<button
					type="button"
					className={styles.tone}
					aria-label={t("chat.emoji.tone")}
					title={t("chat.emoji.tone")}
					onClick={() => {
						const next = (tone + 1) % tones.length;
						chooseSkinTone(next);
						setTone(next);
					}}
				>
					{tones[tone]}
				</button>
			</div>
			{failed ? (
				<p className={styles.empty}>{t("chat.emoji.failed")}</p>
			) : (
				<Grid rows={rows} tone={tone} onPick={pick} />
			)}
			{book && rows.length === 0 && <p className={styles.empty}>{t("chat.emoji.none")}</p>}
		</div>
	);
}

function Grid({
	rows,
	tone,
	onPick,
}: {
	rows: readonly RowItem[];
	tone: number;
	onPick: (emoji: string) => void;
}) {
	const t = useT();
	const language = useLanguage() === "zh-Hans" ? "zh" : "en";
	const [list, setList] = useState<{ scrollToIndex(index: number): void } | null>(null);
	const titles = rows.flatMap((row, at) => (row.kind === "title" ? [{ ...row, at }] : []));
	return (
		<>
			{titles.length > 1 && (
				<div className={styles.groups}>
					{titles.map((title) => (
						<button
							key={title.group}
							type="button"
							className={styles.emoji}
							aria-label={t(title.label)}
							title={t(title.label)}
							onClick={() => list?.scrollToIndex(title.at)}
						>
							{groups.find((one) => one.group === title.group)?.sign}
						</button>
					))}
				</div>
			)}
			<VList ref={setList} className={styles.list}>
				{rows.map((row, i) =>
					row.kind === "title" ? (
						<h3 key={i} className={styles.title}>
							{t(row.label)}
						</h3>
					) : (
						<div key={i} className={styles.row}>
							{row.emoji.map((one) => (
								<button
									key={one.emoji}
									type="button"
									className={styles.emoji}
									aria-label={one.label[language]}
									title={`${one.label[language]}${one.codes[0] ? ` :${one.codes[0]}:` : ""}`}
									onClick={() => onPick(inTone(one, tone))}
								>
									{inTone(one, tone)}
								</button>
							))}
						</div>
					),
				)}
			</VList>
		</>
	);
}

function useBook() {
	const [book, setBook] = useState<readonly Emoji[]>();
	const [failed, setFailed] = useState(false);
	useEffect(() => {
		let shown = true;
		loadEmoji().then(
			(loaded) => shown && setBook(loaded),
			() => shown && setFailed(true),
		);
		return () => {
			shown = false;
		};
	}, []);
	return { book, failed };
}

function rowsOf(book: readonly Emoji[] | undefined, query: string): RowItem[] {
	if (!book) return [];
	if (query.trim()) return inRows(searchEmoji(book, query));
	return groups.flatMap(({ group, label }) => {
		const emoji = group < 0 ? recent(book) : book.filter((one) => one.group === group);
		return emoji.length > 0 ? [{ kind: "title" as const, label, group }, ...inRows(emoji)] : [];
	});
}

function inRows(emoji: readonly Emoji[]): RowItem[] {
	const rows: RowItem[] = [];
	for (let i = 0; i < emoji.length; i += perRow)
		rows.push({ kind: "row", emoji: emoji.slice(i, i + perRow) });
	return rows;
}

/** Those used last, exactly as they were used. */
function recent(book: readonly Emoji[]): Emoji[] {
	return recentEmoji().map((emoji) => {
		const known = book.find((one) => one.emoji === emoji || one.tones.includes(emoji));
		return {
			...(known ?? { group: -1, label: { en: emoji, zh: emoji }, codes: [], words: [] }),
			emoji,
			tones: [],
		};
	});
}
