// What a chat holds besides words: photos and videos, files, links; the newest first.
import { File as FileIcon, Image, Link2 } from "lucide-react";
import { type MatrixEvent, MsgType, type Room } from "matrix-js-sdk";
import type { ReactNode } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { useLanguage, useT } from "@/lib/i18n";
import { useName } from "@/matrix/people";
import { Empty } from "@/ui/Empty";
import { EndOfList } from "@/ui/EndOfList";
import { FileBody } from "../file/FileBody";
import { Cell } from "../picture/Cell";
import { isPictured } from "../viewer/collect";
import { SoundBody } from "../voice/SoundBody";
import { hostOf, linksIn } from "./links";
import styles from "./RoomMedia.module.css";
import { type History, useHistory } from "./useHistory";

/** Fills its page. */
export function RoomMedia({ room }: { room: Room }) {
	const t = useT();
	const history = useHistory(room);
	const messages = history.events.filter(
		(event) => event.getType() === "m.room.message" && !event.isRelation("m.replace"),
	);
	const pictures = messages.filter(isPictured);
	const files = messages.filter((event) =>
		[MsgType.File, MsgType.Audio].includes(event.getContent().msgtype as MsgType),
	);
	const links = messages.flatMap(linksOf);
	return (
		<Tabs className={styles.tabs ?? ""}>
			<TabList className={styles.list ?? ""} aria-label={t("media.history.kinds")}>
				<Tab id="pictures" className={styles.tab ?? ""}>
					{t("media.history.pictures")}
				</Tab>
				<Tab id="files" className={styles.tab ?? ""}>
					{t("media.history.files")}
				</Tab>
				<Tab id="links" className={styles.tab ?? ""}>
					{t("media.history.links")}
				</Tab>
			</TabList>
			<TabPanel id="pictures" className={styles.panel ?? ""}>
				<Found history={history} count={pictures.length} icon={Image} empty={t("media.history.noPictures")}>
					<div className={styles.grid}>
						{pictures.map((event) => (
							<div key={event.getId()} className={styles.cell}>
								<Cell event={event} room={room} />
							</div>
						))}
					</div>
				</Found>
			</TabPanel>
			<TabPanel id="files" className={styles.panel ?? ""}>
				<Found history={history} count={files.length} icon={FileIcon} empty={t("media.history.noFiles")}>
					<ul className={styles.rows}>
						{files.map((event) => (
							<li key={event.getId()} className={styles.row}>
								{event.getContent().msgtype === MsgType.Audio ? (
									<SoundBody event={event} room={room} />
								) : (
									<FileBody event={event} room={room} />
								)}
								<ByWhom event={event} room={room} />
							</li>
						))}
					</ul>
				</Found>
			</TabPanel>
			<TabPanel id="links" className={styles.panel ?? ""}>
				<Found history={history} count={links.length} icon={Link2} empty={t("media.history.noLinks")}>
					<ul className={styles.rows}>
						{links.map(({ event, link }) => (
							<li key={event.getId() + link} className={styles.row}>
								<a className={styles.link} href={link} target="_blank" rel="noopener noreferrer" dir="ltr">
									<strong>{hostOf(link)}</strong>
									<span>{link}</span>
								</a>
								<ByWhom event={event} room={room} />
							</li>
						))}
					</ul>
				</Found>
			</TabPanel>
		</Tabs>
	);
}

function linksOf(event: MatrixEvent): { event: MatrixEvent; link: string }[] {
	const { body, msgtype } = event.getContent();
	if (typeof body !== "string" || (msgtype !== MsgType.Text && msgtype !== MsgType.Notice)) return [];
	return linksIn(body).map((link) => ({ event, link }));
}

interface FoundProps {
	history: History;
	count: number;
	icon: typeof Image;
	empty: string;
	children: ReactNode;
}

function Found({ history, count, icon, empty, children }: FoundProps) {
	const t = useT();
	return (
		<>
			{count > 0 && children}
			{count === 0 && !history.more && <Empty icon={icon}>{empty}</Empty>}
			<EndOfList list={history} looking={t("media.history.looking")} />
		</>
	);
}

function ByWhom({ event, room }: { event: MatrixEvent; room: Room }) {
	const name = useName(event.getSender() ?? "", room);
	const day = new Intl.DateTimeFormat(useLanguage(), { dateStyle: "medium" }).format(event.getTs());
	return (
		<small className={styles.by}>
			<bdi>{name}</bdi> · {day}
		</small>
	);
}
