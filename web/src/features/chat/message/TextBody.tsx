// The words of a message: rich, plain, emoji only, or so long that only the beginning is shown at first.
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { useName } from "@/matrix/people";
import { withoutQuote } from "../list/excerpt";
import { emojiCount } from "./emojiOnly";
import { htmlLimit } from "./html";
import { Linked } from "./Linked";
import { RichText } from "./RichText";
import styles from "./RichText.module.css";

/** Characters from which on a message is shown in part, and how many are shown then. */
const longFrom = 6_000;
const shownOfLong = 900;
const linesFrom = 120;
const linesOfLong = 40;

/** Long messages that somebody has opened stay open when they come into view again. */
const opened = new WeakSet<MatrixEvent>();

/** `m.text`, `m.notice`, `m.emote`, and the body of what nobody knows. */
export function TextBody({ event, room }: { event: MatrixEvent; room: Room }) {
	const content = event.getContent();
	return (
		<>
			{content.msgtype === "m.emote" && <Actor userId={event.getSender() ?? ""} room={room} />}
			<Words content={content} room={room} event={event} />
		</>
	);
}

/** "* Wei" before what Wei does. */
function Actor({ userId, room }: { userId: string; room: Room }) {
	return (
		<em>
			* <bdi>{useName(userId, room)}</bdi>{" "}
		</em>
	);
}

/** A message's content; `event` only to remember that it was opened. */
export function Words({
	content,
	room,
	event,
}: {
	content: Record<string, unknown>;
	room: Room;
	event?: MatrixEvent;
}) {
	const body = typeof content.body === "string" ? withoutQuote(content.body) : "";
	const html =
		content.format === "org.matrix.custom.html" && typeof content.formatted_body === "string"
			? content.formatted_body
			: null;
	const long = Math.max(body.length, html?.length ?? 0) > longFrom || lines(body) > linesFrom;
	if (long) return <LongWords body={body} html={html} room={room} event={event} />;
	if (html !== null) return <RichText html={html} room={room} />;
	const emoji = emojiCount(body);
	if (emoji > 0)
		return (
			<span className={styles.big} data-big data-few={emoji <= 2 || undefined}>
				{body}
			</span>
		);
	return (
		<span className={styles.plain}>
			<Linked text={body} room={room} />
		</span>
	);
}

function LongWords({
	body,
	html,
	room,
	event,
}: {
	body: string;
	html: string | null;
	room: Room;
	event?: MatrixEvent;
}) {
	const t = useT();
	const [all, setAll] = useState(event !== undefined && opened.has(event));
	if (all && html !== null && html.length < htmlLimit) return <RichText html={html} room={room} />;
	const shown = all ? body : beginning(body);
	return (
		<>
			<span className={styles.plain}>{all ? <Linked text={shown} room={room} /> : `${shown}…`}</span>
			{!all && (
				<button
					type="button"
					className={styles.all}
					onClick={() => {
						if (event) opened.add(event);
						setAll(true);
					}}
				>
					{t("chat.showAll")}
				</button>
			)}
		</>
	);
}

function beginning(body: string): string {
	return body.slice(0, shownOfLong).split("\n").slice(0, linesOfLong).join("\n").trimEnd();
}

function lines(text: string): number {
	let count = 1;
	for (let at = text.indexOf("\n"); at >= 0 && count <= linesFrom; at = text.indexOf("\n", at + 1))
		count += 1;
	return count;
}
