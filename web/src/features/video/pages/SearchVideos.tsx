// Search over captions, people, tags and sounds; what is on the way up where nothing is searched yet.
import { Music2, Search } from "lucide-react";
import { useEffect, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { type MessageId, useT } from "@/lib/i18n";
import { Chips } from "@/ui/Chips";
import { Empty } from "@/ui/Empty";
import { EndOfList } from "@/ui/EndOfList";
import { Page } from "@/ui/Page";
import { SearchBox } from "@/ui/SearchBox";
import { SkeletonRows } from "@/ui/Skeleton";
import { useVideoApi } from "../api";
import { useFeed } from "../feed/feeds";
import { suggestions, useSounds, useTags } from "../find/calls";
import styles from "../find/Find.module.css";
import { SoundRow, TagRow } from "../find/Rows";
import { Trending } from "../find/Trending";
import { useFoundPeople } from "../people/calls";
import { PeopleList } from "../people/PeopleList";
import { PersonRow } from "../people/PersonRow";
import { Trouble } from "../Trouble";
import type { Paged } from "../usePaged";
import { Grid } from "./Grid";

const kinds = ["videos", "people", "tags", "sounds"] as const;
type Kind = (typeof kinds)[number];

/** What is searched stands in the address, so that one comes back to it. */
export function SearchVideos() {
	const t = useT();
	const go = useNavigate();
	const [query, setQuery] = useSearchParams();
	const [typed, setTyped] = useState(query.get("q") ?? "");
	const asked = query.get("q")?.trim() ?? "";
	// Going back brings what was searched before.
	useEffect(() => setTyped(asked), [asked]);
	const kind = kinds.find((one) => one === query.get("kind")) ?? "videos";
	const search = (words: string, of: Kind = kind) => {
		setTyped(words);
		setQuery(words.trim() ? { q: words, ...(of !== "videos" && { kind: of }) } : {}, { replace: true });
	};
	return (
		<Page title={t("video.search")} onBack={() => void go("/video")} backOnDesktop>
			<div className={styles.column}>
				<search className={styles.box}>
					<form
						onSubmit={(event) => {
							event.preventDefault();
							search(typed);
						}}
					>
						<SearchBox
							label={t("video.searchHint")}
							value={typed}
							// Emptied, it is not searched any more.
							onChange={(now) => (now === "" ? search("") : setTyped(now))}
							autoFocus={asked === ""}
						/>
					</form>
				</search>
				{typed.trim() === "" && <Trending />}
				{typed.trim() !== "" && typed.trim() !== asked && (
					<Suggestions words={typed.trim()} onSearch={() => search(typed)} />
				)}
				{asked !== "" && typed.trim() === asked && (
					<>
						<div className={styles.kinds}>
							<Chips
								label={t("video.searchKinds")}
								options={kinds.map((one) => ({
									value: one,
									label: t(`video.kind.${one}` as MessageId),
								}))}
								value={kind}
								onChange={(one) => search(asked, one)}
							/>
						</div>
						<Found key={`${kind} ${asked}`} kind={kind} words={asked} />
					</>
				)}
			</div>
		</Page>
	);
}

/** A moment without a key: only then is the server asked. */
const restMs = 180;

function Suggestions({ words, onSearch }: { words: string; onSearch: () => void }) {
	const t = useT();
	const api = useVideoApi();
	const [found, setFound] = useState<Awaited<ReturnType<typeof suggestions>>>();
	useEffect(() => {
		let shown = true;
		const timer = setTimeout(() => {
			suggestions(api, words).then(
				(answer) => shown && setFound(answer),
				// Searching itself says what is wrong.
				() => undefined,
			);
		}, restMs);
		return () => {
			shown = false;
			clearTimeout(timer);
		};
	}, [api, words]);
	return (
		<ul className={styles.list} aria-label={t("video.suggestions")}>
			<li>
				<button type="button" className={styles.suggestion} onClick={onSearch}>
					<span>
						<Search size={20} strokeWidth={1.75} aria-hidden />
					</span>
					<span>{t("video.searchFor", { words })}</span>
				</button>
			</li>
			{found?.tags.map((tag) => (
				<TagRow key={tag.tag} tag={tag} />
			))}
			{found?.people.map((person) => (
				<PersonRow key={person.userId} person={person} />
			))}
		</ul>
	);
}

function Found({ kind, words }: { kind: Kind; words: string }) {
	switch (kind) {
		case "videos":
			return <Videos words={words} />;
		case "people":
			return <People words={words} />;
		case "tags":
			return <Tags words={words} />;
		case "sounds":
			return <Sounds words={words} />;
	}
}

function Videos({ words }: { words: string }) {
	const feed = useFeed({ kind: "words", words });
	return (
		<Grid feed={feed} watch={`/video/search/watch?q=${encodeURIComponent(words)}`} empty="video.noneFound" />
	);
}

function People({ words }: { words: string }) {
	return <PeopleList list={useFoundPeople(words)} empty="video.nobodyFound" />;
}

function Tags({ words }: { words: string }) {
	const list = useTags(words);
	return (
		<Rows list={list} empty="video.noTagFound">
			{list.items?.map((tag) => (
				<TagRow key={tag.tag} tag={tag} />
			))}
		</Rows>
	);
}

function Sounds({ words }: { words: string }) {
	const list = useSounds(words);
	return (
		<Rows list={list} empty="video.noSoundFound">
			{list.items?.map((sound) => (
				<SoundRow key={sound.id} sound={sound} />
			))}
		</Rows>
	);
}

interface RowsProps {
	list: Omit<Paged<unknown>, "change">;
	empty: MessageId;
	children: React.ReactNode;
}

function Rows({ list, empty, children }: RowsProps) {
	const t = useT();
	const { items, error, more, loadMore } = list;
	if (error && !items) return <Trouble error={error} onRetry={() => void loadMore()} />;
	if (!items) return <SkeletonRows rows={6} label={t("video.loading")} />;
	if (items.length === 0 && !more)
		return <Empty icon={empty === "video.noSoundFound" ? Music2 : Search}>{t(empty)}</Empty>;
	return (
		<>
			<ul className={styles.list}>{children}</ul>
			<EndOfList list={list} looking={t("video.loading")} />
		</>
	);
}
