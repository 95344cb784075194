// Which sound a new video has: those of the moment, those of videos that I saved, mine, or one that is searched. A tap on its
// picture plays it.
import { Music2, Pause, Play } from "lucide-react";
import { useEffect, useState } from "react";
import { type MessageId, useT } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Dialog } from "@/ui/Dialog";
import { Empty } from "@/ui/Empty";
import { EndOfList } from "@/ui/EndOfList";
import { SearchBox } from "@/ui/SearchBox";
import { SkeletonRows } from "@/ui/Skeleton";
import { useSounds, useSoundsOf, useTrendingSounds } from "../../find/calls";
import { SoundPicture, SoundWords } from "../../find/Rows";
import type { Sound } from "../../find/shapes";
import { Trouble } from "../../Trouble";
import type { Paged } from "../../usePaged";
import styles from "./SoundSheet.module.css";
import { useListen } from "./useListen";

interface SoundSheetProps {
	onChoose: (sound: Sound) => void;
	onClose: () => void;
	/** Over the camera. */
	dark?: boolean;
}

const lists = ["trending", "saved", "mine"] as const;
type List = (typeof lists)[number];

/** A moment without a key: only then is the server asked. */
const restMs = 250;

/** Mount while it is open. */
export function SoundSheet({ onChoose, onClose, dark }: SoundSheetProps) {
	const t = useT();
	const [typed, setTyped] = useState("");
	const [list, setList] = useState<List>("trending");
	const words = useRested(typed.trim());
	const choose = (sound: Sound) => {
		onChoose(sound);
		onClose();
	};
	return (
		<Dialog title={t("video.sound.choose")} isOpen onClose={onClose} dark={dark ?? false}>
			<div className={styles.sheet}>
				<search>
					<SearchBox label={t("video.sound.search")} value={typed} onChange={setTyped} />
				</search>
				{words === "" ? (
					<>
						<div className={styles.lists}>
							<Chips
								label={t("video.sound.lists")}
								options={lists.map((one) => ({
									value: one,
									label: t(`video.sound.${one}` as MessageId),
								}))}
								value={list}
								onChange={setList}
							/>
						</div>
						{list === "trending" ? (
							<Trending onChoose={choose} />
						) : (
							<Mine key={list} source={list} onChoose={choose} />
						)}
					</>
				) : (
					<Found key={words} words={words} onChoose={choose} />
				)}
			</div>
		</Dialog>
	);
}

interface ListProps {
	onChoose: (sound: Sound) => void;
}

const Trending = (props: ListProps) => (
	<Sounds {...props} list={useTrendingSounds()} empty="video.sound.noTrending" />
);
const Mine = ({ source, ...props }: ListProps & { source: "saved" | "mine" }) => (
	<Sounds
		{...props}
		list={useSoundsOf(source)}
		empty={source === "saved" ? "video.sound.noSaved" : "video.sound.noMine"}
	/>
);
const Found = ({ words, ...props }: ListProps & { words: string }) => (
	<Sounds {...props} list={useSounds(words)} empty="video.noSoundFound" />
);

function Sounds({ list, empty, onChoose }: ListProps & { list: Paged<Sound>; empty: MessageId }) {
	const t = useT();
	const { items, error, more, loadMore } = list;
	const { playing, toggle } = useListen();
	if (error && !items) return <Trouble error={error} onRetry={() => void loadMore()} />;
	if (!items) return <SkeletonRows rows={6} label={t("video.loading")} />;
	if (items.length === 0 && !more) return <Empty icon={Music2}>{t(empty)}</Empty>;
	return (
		<>
			<ul className={styles.list}>
				{items.map((sound) => (
					<Row
						key={sound.id}
						sound={sound}
						plays={playing === sound.id}
						onListen={() => toggle(sound)}
						onChoose={() => onChoose(sound)}
					/>
				))}
			</ul>
			<EndOfList list={list} looking={t("video.loading")} />
		</>
	);
}

interface RowProps {
	sound: Sound;
	plays: boolean;
	onListen: () => void;
	onChoose: () => void;
}

function Row({ sound, plays, onListen, onChoose }: RowProps) {
	const t = useT();
	const name = sound.title ?? t("video.originalSound");
	const Sign = plays ? Pause : Play;
	return (
		<li className={styles.row}>
			<button
				type="button"
				className={styles.listen}
				aria-label={t("video.actFor", { act: t(plays ? "video.pause" : "video.play"), name })}
				onClick={onListen}
			>
				<SoundPicture sound={sound} />
				<span className={styles.sign}>
					<Sign size={20} fill="currentColor" strokeWidth={0} aria-hidden />
				</span>
			</button>
			<SoundWords sound={sound} />
			<Button small aria-label={t("video.actFor", { act: t("video.sound.use"), name })} onPress={onChoose}>
				{t("video.sound.use")}
			</Button>
		</li>
	);
}

function useRested(typed: string): string {
	const [rested, setRested] = useState(typed);
	useEffect(() => {
		const timer = setTimeout(() => setRested(typed), typed ? restMs : 0);
		return () => clearTimeout(timer);
	}, [typed]);
	return rested;
}
