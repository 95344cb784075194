// The way to public groups and people: a street of tiles rather than a list of settings.
import { Blocks, CloudAlert, Compass, SearchX } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Row } from "@/ui/List";
import { Page } from "@/ui/Page";
import { SearchBox } from "@/ui/SearchBox";
import styles from "./Discover.module.css";
import doors from "./directory/Directory.module.css";
import { type AddToChat, EntrySheet } from "./directory/EntrySheet";
import { type Entry, kinds } from "./directory/entry";
import { Mine } from "./directory/Mine";
import { Filters, Highlights, KindRow, StreetSigns } from "./directory/Streets";
import { useDirectory } from "./directory/useDirectory";
import { FoundPeople, PeopleAround } from "./People";
import { Quay } from "./Quay";
import { RoomSheet } from "./RoomSheet";
import { Tile } from "./Tile";
import { type PublicRoom, usePublicRooms } from "./usePublicRooms";

/** The place Discover. `addToChat` puts a mini-app into a chat. */
export function Discover({ addToChat }: { addToChat: AddToChat }) {
	const t = useT();
	const [typed, setTyped] = useState("");
	const [category, setCategory] = useState("");
	const [language, setLanguage] = useState("");
	const [place, setPlace] = useState("");
	const [open, setOpen] = useState<PublicRoom>();
	const [entry, setEntry] = useState<Entry>();
	const [listing, setListing] = useState(false);
	// What I list is there at once: the rows are asked for anew.
	const [round, setRound] = useState(0);
	const walking = typed.trim() === "" && category === "";
	const wanted = {
		q: typed,
		...(category && { category }),
		...(language && { language }),
		...(place && { place }),
	};
	return (
		<Page
			title={t("discover.title")}
			bare
			above={
				<div className={styles.search}>
					<SearchBox label={t("discover.search")} value={typed} onChange={setTyped} />
				</div>
			}
		>
			<div className={styles.street}>
				{walking && <Quay />}
				{walking && <Row to="/apps" icon={Blocks} label={t("discover.myApps")} />}
				<StreetSigns category={category} onChoose={setCategory} />
				{!walking && (
					<Filters language={language} place={place} onLanguage={setLanguage} onPlace={setPlace} />
				)}
				{walking && <Highlights key={`near ${round}`} onOpen={setEntry} />}
				{kinds.map((kind) => (
					<KindRow
						key={`${kind} ${round}`}
						kind={kind}
						wanted={walking ? {} : wanted}
						elsewhere={kind === "group" && category === ""}
						onOpen={setEntry}
					/>
				))}
				{category === "" && <Groups typed={typed} onOpen={setOpen} />}
				<div className={doors.listMe}>
					<span>{t("discover.mineInvite")}</span>
					<Button onPress={() => setListing(true)}>{t("discover.mine")}</Button>
				</div>
			</div>
			{open && <RoomSheet room={open} onClose={() => setOpen(undefined)} />}
			{entry && <EntrySheet entry={entry} addToChat={addToChat} onClose={() => setEntry(undefined)} />}
			{listing && <Mine onClose={() => setListing(false)} onChanged={() => setRound((now) => now + 1)} />}
		</Page>
	);
}

interface GroupsProps {
	typed: string;
	onOpen: (room: PublicRoom) => void;
}

function Groups({ typed, onOpen }: GroupsProps) {
	const t = useT();
	const { rooms, failed, more, reload } = usePublicRooms(typed);
	const searching = typed.trim() !== "";
	if (failed && !rooms)
		return (
			<Empty icon={CloudAlert} action={<Button onPress={reload}>{t("discover.retry")}</Button>}>
				{t("discover.failed")}
			</Empty>
		);
	if (!rooms) return <Waiting />;
	const spaces = rooms.filter((one) => one.room_type === "m.space");
	const groups = rooms.filter((one) => one.room_type !== "m.space");
	return (
		<>
			{searching && <FoundPeople typed={typed} />}
			{rooms.length === 0 && !more ? (
				<NoGroups query={typed.trim()} />
			) : (
				<Street title={t("discover.groups")} rooms={groups} lively={!searching} onOpen={onOpen} />
			)}
			{spaces.length > 0 && (
				<Street title={t("discover.spaces")} rooms={spaces} lively={false} onOpen={onOpen} />
			)}
			{more && (
				<div className={styles.more}>
					<Button onPress={more}>{t("discover.more")}</Button>
				</div>
			)}
			{!searching && <PeopleAround />}
		</>
	);
}

/** Where no group is. */
function NoGroups({ query }: { query: string }) {
	const t = useT();
	const go = useNavigate();
	if (query === "")
		return (
			<Empty
				icon={Compass}
				action={
					<Button kind="primary" onPress={() => void go("/contacts/new")}>
						{t("discover.make")}
					</Button>
				}
			>
				{t("discover.empty")}
			</Empty>
		);
	return <Nothing query={query} />;
}

/** Says that nothing is called so, unless the directory has something else that is. */
function Nothing({ query }: { query: string }) {
	const t = useT();
	const { entries } = useDirectory({ q: query, limit: 1 });
	if (entries?.length !== 0) return null;
	return <Empty icon={SearchX}>{t("discover.nothing", { query: query.slice(0, 60) })}</Empty>;
}

interface StreetProps {
	title: string;
	rooms: readonly PublicRoom[];
	/** Whether the biggest stands out. */
	lively: boolean;
	onOpen: (room: PublicRoom) => void;
}

function Street({ title, rooms, lively, onOpen }: StreetProps) {
	if (rooms.length === 0) return null;
	const sorted = [...rooms].sort((a, b) => b.num_joined_members - a.num_joined_members);
	return (
		<section>
			<h2 className={styles.heading}>{title}</h2>
			<div className={styles.tiles}>
				{sorted.map((room, i) => (
					<Tile key={room.room_id} room={room} big={lively && i === 0 && sorted.length > 2} onOpen={onOpen} />
				))}
			</div>
		</section>
	);
}

/** Tiles that are not there yet. */
function Waiting() {
	const t = useT();
	return (
		<div className={styles.tiles} role="status" aria-label={t("discover.loading")}>
			{Array.from({ length: 6 }, (_, i) => (
				<span key={i} className={styles.waiting} />
			))}
		</div>
	);
}
