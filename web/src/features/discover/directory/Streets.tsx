// The directory as a town: its streets on top, then what the host recommends, what is near, and a row for each kind.
import { useMemo } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { type MessageId, useLanguage, useT } from "@/lib/i18n";
import { useContacts } from "@/matrix/contacts";
import { Button } from "@/ui/Button";
import styles from "./Directory.module.css";
import { EntryTile } from "./EntryTile";
import { categories, categoryName, type Entry, idOf, type Kind, ofContacts } from "./entry";
import { type Found, useDirectory, type Wanted } from "./useDirectory";
import { useRising } from "./useRising";

interface StreetsProps {
	category: string;
	onChoose: (category: string) => void;
}

/** Where to walk; the first one is everywhere. */
export function StreetSigns({ category, onChoose }: StreetsProps) {
	const t = useT();
	return (
		<ToggleButtonGroup
			aria-label={t("discover.categories")}
			className={styles.signs ?? ""}
			selectionMode="single"
			selectedKeys={category ? [category] : []}
			onSelectionChange={([chosen]) => onChoose((chosen as string | undefined) ?? "")}
		>
			{Object.entries(categories).map(([code, Icon]) => (
				<ToggleButton key={code} id={code} className={styles.sign ?? ""} data-street={code}>
					<span className={styles.signIcon}>
						<Icon size={22} strokeWidth={1.75} aria-hidden />
					</span>
					<span>{t(categoryName(code))}</span>
				</ToggleButton>
			))}
		</ToggleButtonGroup>
	);
}

interface FiltersProps {
	language: string;
	place: string;
	onLanguage: (language: string) => void;
	onPlace: (place: string) => void;
}

const offered = ["en", "zh", "es", "pt", "fr", "de", "ar", "hi", "ja", "ko", "ru", "id", "sw"];

/** By language and place. */
export function Filters({ language, place, onLanguage, onPlace }: FiltersProps) {
	const t = useT();
	const mine = useLanguage();
	const names = new Intl.DisplayNames([mine], { type: "language" });
	return (
		<div className={styles.filters}>
			<select
				className={styles.select}
				aria-label={t("discover.byLanguage")}
				value={language}
				onChange={(event) => onLanguage(event.target.value)}
			>
				<option value="">{t("discover.anyLanguage")}</option>
				{offered.map((code) => (
					<option key={code} value={code}>
						{names.of(code)}
					</option>
				))}
			</select>
			<input
				className={styles.select}
				aria-label={t("discover.byPlace")}
				placeholder={t("discover.byPlace")}
				value={place}
				maxLength={80}
				dir="auto"
				onChange={(event) => onPlace(event.target.value)}
			/>
		</div>
	);
}

interface RowsProps {
	/** What to look for in all of them. */
	wanted: Wanted;
	onOpen: (entry: Entry) => void;
}

/** What the host recommends, what rises, and what people whom I know answer for. */
export function Highlights({ onOpen }: Pick<RowsProps, "onOpen">) {
	const t = useT();
	const featured = useDirectory({ featured: true, limit: 12 });
	const rising = useRising();
	const near = useNear();
	return (
		<>
			<Doors title={t("discover.featured")} entries={featured.entries} onOpen={onOpen} />
			<Doors
				title={t("discover.rising")}
				remark={t("discover.risingRemark")}
				entries={rising}
				onOpen={onOpen}
			/>
			<Doors title={t("discover.near")} remark={t("discover.nearRemark")} entries={near} onOpen={onOpen} />
		</>
	);
}

/** Looked for in the newest of the directory, on this device: the server is not told whom I know. */
function useNear(): readonly Entry[] {
	const { entries } = useDirectory({ limit: 100 });
	const { people } = useContacts();
	return useMemo(
		() => ofContacts(entries ?? [], new Set(people.map((one) => one.userId))).slice(0, 12),
		[entries, people],
	);
}

interface KindRowProps extends RowsProps {
	kind: Kind;
	/** Only what other servers list: what this one has stands below. */
	elsewhere: boolean;
}

/** One kind, as far as it was asked for. */
export function KindRow({ kind, wanted, elsewhere, onOpen }: KindRowProps) {
	const t = useT();
	const found = useDirectory({ ...wanted, kind, limit: 12 });
	return (
		<Doors
			title={t(`discover.kinds.${kind}` as MessageId)}
			entries={elsewhere ? found.entries?.filter((entry) => entry.unsigned?.id) : found.entries}
			more={found.more}
			onOpen={onOpen}
		/>
	);
}

interface DoorsProps {
	title: string;
	remark?: string;
	entries: Found["entries"];
	more?: Found["more"];
	onOpen: (entry: Entry) => void;
}

function Doors({ title, remark, entries, more, onOpen }: DoorsProps) {
	const t = useT();
	if (!entries || entries.length === 0) return null;
	return (
		<section>
			<h2 className={styles.heading}>{title}</h2>
			{remark && <p className={styles.remark}>{remark}</p>}
			<div className={styles.doors}>
				{entries.map((entry) => (
					<EntryTile key={idOf(entry)} entry={entry} onOpen={onOpen} />
				))}
			</div>
			{more && (
				<div className={styles.more}>
					<Button onPress={more}>{t("discover.more")}</Button>
				</div>
			)}
		</section>
	);
}
