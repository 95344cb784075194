// A message in its bubble: who, what, when, what it answers, and what others answered.
import { CircleCheckBig, Circle as CircleIcon } from "lucide-react";
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { memo, useRef, useState } from "react";
import { useT } from "@/lib/i18n";
import { PersonAvatar, useName } from "@/matrix/people";
import { useChanges, useClient } from "@/matrix/react";
import { useUnsentAbout } from "@/matrix/useOutbox";
import { tint } from "@/ui/Avatar";
import { reply } from "../actions/reply";
import { useActionTarget } from "../actions/useActionTarget";
import { useChat, useChatState } from "../Chat";
import { SwipeSign } from "../menu/SwipeSign";
import { useGestures } from "../menu/useGestures";
import { useWhen } from "../when";
import { Body } from "./Body";
import styles from "./Message.module.css";
import { Preview } from "./Preview";
import { Quote } from "./Quote";
import { Reactions } from "./Reactions";
import { repliedTo } from "./relate";
import { Words } from "./TextBody";
import { ThreadSummary } from "./ThreadSummary";
import { Tick, type TickState } from "./Tick";
import { Toolbar } from "./Toolbar";

interface MessageProps {
	event: MatrixEvent;
	/** Pictures that were sent together, this one first. */
	album?: readonly MatrixEvent[];
	room: Room;
	/** Whether it begins, and ends, a group of messages of one sender. */
	first: boolean;
	last: boolean;
	/** How far a message of my own has come. */
	tick: TickState | null;
	/** Whether somebody jumped here just now. */
	highlighted: boolean;
}

/** Rendered again only when the event itself changes. */
export const Message = memo(function Message(props: MessageProps) {
	const { event, album, room, first, last, highlighted } = props;
	const client = useClient();
	const chat = useChat();
	const target = useActionTarget();
	const id = event.getId() ?? "";
	useChanges(event, ["Event.decrypted", "Event.replaced", "Event.beforeRedaction", "Event.status"]);
	const chosen = useChatState((state) => state.selected?.has(id) ?? null);
	const [near, setNear] = useState(false);
	const [swiping, setSwiping] = useState<1 | -1 | null>(null);
	const row = useRef<HTMLElement>(null);
	/** The picture of an album on which a finger or the mouse is. */
	const pressed = useRef<string>(undefined);
	const toggle = () => {
		for (const one of album ?? [event]) chat.toggle(one);
	};
	const gestures = useGestures(row, {
		onMenu: (at) => chat.openMenu({ event: pressedOf(album, pressed.current) ?? event, at }),
		onSwipe: () => reply.applies(target(event)) && chat.reply(event),
		onSwiping: (towards) => setSwiping(reply.applies(target(event)) ? towards : null),
	});
	const sender = event.getSender() ?? "";
	const mine = sender === client.getSafeUserId();
	const grouped = !mine && room.getJoinedMemberCount() > 2;
	return (
		// biome-ignore lint/a11y/useKeyWithClickEvents: keys of a focused message are the timeline's (Timeline.tsx)
		<article
			ref={row}
			className={styles.row}
			data-mine={mine || undefined}
			data-first={first || undefined}
			data-event={id}
			data-chosen={chosen ?? undefined}
			data-highlighted={highlighted || undefined}
			tabIndex={-1}
			onPointerEnter={(at) => at.pointerType === "mouse" && setNear(true)}
			onPointerLeave={() => setNear(false)}
			onFocus={() => setNear(true)}
			onBlur={(left) => !left.currentTarget.contains(left.relatedTarget) && setNear(false)}
			onPointerDownCapture={({ target }) => {
				pressed.current = (target as Element).closest<HTMLElement>("[data-picture]")?.dataset.picture;
			}}
			onClick={chosen === null ? undefined : toggle}
			{...(chosen === null && gestures)}
		>
			{swiping && <SwipeSign icon={reply.icon} towards={swiping} />}
			{chosen !== null && <Choice chosen={chosen} onToggle={toggle} />}
			{grouped && (
				<span className={styles.face}>{last && <PersonAvatar userId={sender} room={room} size={32} />}</span>
			)}
			<div className={styles.column} inert={chosen !== null}>
				<Bubble {...props} mine={mine} named={grouped && first} />
				{near && chosen === null && <Toolbar event={event} mine={mine} />}
			</div>
		</article>
	);
});

function pressedOf(
	album: readonly MatrixEvent[] | undefined,
	id: string | undefined,
): MatrixEvent | undefined {
	return album?.find((one) => one.getId() === id);
}

function Choice({ chosen, onToggle }: { chosen: boolean; onToggle: () => void }) {
	const t = useT();
	const Icon = chosen ? CircleCheckBig : CircleIcon;
	return (
		<button
			type="button"
			aria-pressed={chosen}
			aria-label={t("chat.action.select")}
			className={styles.choice}
			onClick={(press) => {
				press.stopPropagation();
				onToggle();
			}}
		>
			<Icon size={22} strokeWidth={1.75} aria-hidden />
		</button>
	);
}

function Bubble({
	event,
	album,
	room,
	first,
	tick,
	mine,
	named,
}: MessageProps & { mine: boolean; named: boolean }) {
	const id = event.getId() ?? "";
	const name = useName(event.getSender() ?? "", room);
	const unsent = useUnsentAbout(room.roomId, id);
	const edit = unsent.findLast((one) => one.type !== "m.reaction");
	const answered = event.isRedacted() ? null : repliedTo(event.getOriginalContent());
	return (
		<div className={styles.bubble} data-notice={event.getContent().msgtype === "m.notice" || undefined}>
			{named && (
				<bdi className={styles.sender} data-tint={tint(event.getSender() ?? "")}>
					{name}
				</bdi>
			)}
			{first && !named && <span className="visually-hidden">{name}</span>}
			{answered && <Quote eventId={answered} room={room} />}
			<div className={styles.content} dir="auto">
				{edit ? (
					<Words content={edit.content["m.new_content"] as Record<string, unknown>} room={room} />
				) : (
					<Body event={event} album={album} room={room} />
				)}
				<Foot
					event={event}
					tick={edit ? (edit.state === "failed" ? "failed" : "pending") : mine ? tick : null}
				/>
			</div>
			<Preview event={event} room={room} />
			<Reactions event={event} room={room} unsent={unsent} />
			<ThreadSummary event={event} room={room} />
			{album?.slice(1).map((one) => (
				<Answers key={one.getId()} event={one} room={room} />
			))}
		</div>
	);
}

/** What others answered to another picture of an album. */
function Answers({ event, room }: { event: MatrixEvent; room: Room }) {
	const unsent = useUnsentAbout(room.roomId, event.getId() ?? "");
	return (
		<>
			<Reactions event={event} room={room} unsent={unsent} />
			<ThreadSummary event={event} room={room} />
		</>
	);
}

/** The time, the mark of a change, the ticks. */
function Foot({ event, tick }: { event: MatrixEvent; tick: TickState | null }) {
	const t = useT();
	const chat = useChat();
	const { time, fully } = useWhen();
	const edited = event.replacingEvent() !== null && !event.isRedacted();
	return (
		<span className={styles.foot}>
			{edited && (
				<button type="button" className={styles.edited} onClick={() => chat.open({ kind: "history", event })}>
					{t("chat.edited")}
				</button>
			)}
			<time
				dir="auto"
				dateTime={new Date(event.getTs()).toISOString()}
				// Day and seconds take long to format, and nobody sees them before.
				onPointerEnter={({ currentTarget }) => {
					currentTarget.title = fully(event.getTs());
				}}
			>
				{time(event.getTs())}
			</time>
			{tick && <Tick state={tick} />}
		</span>
	);
}
