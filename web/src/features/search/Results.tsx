// What was found: people, chats, messages.
import {
	FileText,
	Image,
	ListChecks,
	Lock,
	type LucideIcon,
	MapPin,
	Mic,
	SearchX,
	Video,
} from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useLanguage, useT } from "@/lib/i18n";
import { useAvatarUrl } from "@/matrix/media";
import { nameOf, RoomAvatar, roomNameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { directRooms, type RoomSummary } from "@/matrix/rooms";
import { Avatar } from "@/ui/Avatar";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { SkeletonRows } from "@/ui/Skeleton";
import { useCrawlState } from "./context";
import type { EntryKind } from "./entries";
import type { Hit } from "./protocol";
import styles from "./Search.module.css";
import { type Person, useChatsNamed, useDirectory } from "./usePlaces";
import type { Found } from "./useSearch";

const shown = 5;

function Section({ title, children }: { title: string; children: ReactNode }) {
	return (
		<section>
			<h2 className={styles.heading}>{title}</h2>
			{children}
		</section>
	);
}

/** People with whom there is a chat of two, then others of the directory. */
export function People({ query }: { query: string }) {
	const t = useT();
	const chats = useChatsNamed(query).filter((one) => one.directUserId);
	const known = new Set(chats.flatMap((one) => one.directUserId ?? []));
	const others = useDirectory(query, known);
	if (chats.length + others.length === 0) return null;
	return (
		<Section title={t("search.people")}>
			{chats.slice(0, shown).map((one) => (
				<ChatHit key={one.roomId} summary={one} />
			))}
			{others.slice(0, shown).map((one) => (
				<PersonHit key={one.userId} person={one} />
			))}
		</Section>
	);
}

function PersonHit({ person }: { person: Person }) {
	const src = useAvatarUrl(person.avatar, 44);
	return (
		<Link to={`/contacts/${encodeURIComponent(person.userId)}`} className={styles.hit} data-hit>
			<Avatar id={person.userId} name={person.name} src={src} size={44} />
			<span className={styles.words}>
				<span className={styles.name} dir="auto">
					{person.name}
				</span>
				<span className={styles.faint}>{person.userId}</span>
			</span>
		</Link>
	);
}

/** Groups. */
export function Chats({ query }: { query: string }) {
	const t = useT();
	const chats = useChatsNamed(query).filter((one) => !one.directUserId);
	if (chats.length === 0) return null;
	return (
		<Section title={t("search.chats")}>
			{chats.slice(0, shown).map((one) => (
				<ChatHit key={one.roomId} summary={one} />
			))}
		</Section>
	);
}

function ChatHit({ summary: { room, directUserId } }: { summary: RoomSummary }) {
	const t = useT();
	const client = useClient();
	return (
		<Link to={`/chat/${encodeURIComponent(room.roomId)}`} className={styles.hit} data-hit>
			<RoomAvatar room={room} directUserId={directUserId} size={44} />
			<span className={styles.words}>
				<span className={styles.name} dir="auto">
					{roomNameOf(client, room, directUserId)}
				</span>
				<span className={styles.faint}>
					{directUserId ?? t("search.members", { count: room.getJoinedMemberCount() })}
				</span>
			</span>
		</Link>
	);
}

interface MessagesProps {
	query: string;
	found: Found | null | undefined;
	onMore: () => void;
}

/** Messages, each with the words around what was found. */
export function Messages({ query, found, onMore }: MessagesProps) {
	const t = useT();
	const { running } = useCrawlState();
	if (found === undefined) return <SkeletonRows rows={4} label={t("search.searching")} />;
	if (!found) return null;
	if (found.hits.length === 0)
		return (
			<Empty icon={SearchX}>
				{t("search.nothing", { query: query.trim().slice(0, 60) })}
				{running && <> {t("search.stillReading")}</>}
			</Empty>
		);
	return (
		<Section title={t("search.messages")}>
			{found.hits.map((hit) => (
				<MessageHit key={hit.eventId} hit={hit} />
			))}
			{found.more && (
				<div className={styles.more}>
					<Button onPress={onMore}>{t("search.more")}</Button>
				</div>
			)}
		</Section>
	);
}

const signs: Partial<Record<EntryKind, LucideIcon>> = {
	image: Image,
	video: Video,
	audio: Mic,
	file: FileText,
	poll: ListChecks,
	location: MapPin,
};

function MessageHit({ hit }: { hit: Hit }) {
	const t = useT();
	const client = useClient();
	const language = useLanguage();
	const room = client.getRoom(hit.roomId);
	if (!room) return null;
	const directUserId = directRooms(client).get(hit.roomId) ?? null;
	const Sign = signs[hit.kind];
	const day = new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(hit.ts);
	const by = hit.sender === client.getSafeUserId() ? t("search.you") : nameOf(client, hit.sender, room);
	return (
		<Link
			to={`/chat/${encodeURIComponent(hit.roomId)}/event/${encodeURIComponent(hit.eventId)}`}
			className={styles.hit}
			data-hit
			data-testid="message-hit"
		>
			<RoomAvatar room={room} directUserId={directUserId} size={44} />
			<span className={styles.words}>
				<span className={styles.line}>
					<span className={styles.name} dir="auto">
						{roomNameOf(client, room, directUserId)}
					</span>
					{room.hasEncryptionStateEvent() && <Lock size={12} aria-label={t("search.encrypted")} />}
					<time className={styles.when}>{day}</time>
				</span>
				<span className={styles.excerpt} dir="auto">
					<b className={styles.by}>{by}</b> {Sign && <Sign size={14} aria-hidden />}
					{hit.pieces.map((piece, i) => (piece.hit ? <mark key={i}>{piece.text}</mark> : piece.text))}
				</span>
			</span>
		</Link>
	);
}
