// What was pinned, newest first.
import { Pin, PinOff } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { Link } from "react-router";
import { useLanguage, useT } from "@/lib/i18n";
import { useEvent } from "@/matrix/event";
import { nameOf, PersonAvatar } from "@/matrix/people";
import { mayPin, setPinned, usePins } from "@/matrix/pins";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { IconButton } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Page } from "@/ui/Page";
import { usePlaces } from "./Details";
import styles from "./Details.module.css";
import { useRoomParts } from "./parts";

/** Each leads to its place in the chat. */
export function Pinned({ room }: { room: Room }) {
	const t = useT();
	const { toInfo } = usePlaces(room);
	const pins = usePins(room).toReversed();
	return (
		<Page title={t("rooms.pinned")} onBack={toInfo} backOnDesktop bare={pins.length === 0}>
			{pins.length === 0 ? (
				<Empty icon={Pin}>{t("rooms.noPins")}</Empty>
			) : (
				<div className={styles.details}>
					{pins.map((eventId) => (
						<PinnedMessage key={eventId} room={room} eventId={eventId} />
					))}
				</div>
			)}
		</Page>
	);
}

function PinnedMessage({ room, eventId }: { room: Room; eventId: string }) {
	const t = useT();
	const client = useClient();
	const { chat } = usePlaces(room);
	const { excerptOf } = useRoomParts();
	const { busy, run } = useAction();
	const event = useEvent(room, eventId);
	const date = new Intl.DateTimeFormat(useLanguage(), { dateStyle: "medium", timeStyle: "short" });
	const sender = event?.getSender() ?? "";
	return (
		<article className={`${styles.card} ${styles.line}`} style={{ flexDirection: "row" }}>
			<Link
				to={`${chat}/event/${encodeURIComponent(eventId)}`}
				className={styles.line}
				style={{ flex: 1, color: "inherit", textDecoration: "none" }}
			>
				{event && <PersonAvatar userId={sender} room={room} size={36} />}
				<span className={styles.words}>
					<span dir="auto">{event ? excerptOf(event, t) : event === null ? t("rooms.pinGone") : "…"}</span>
					{event && (
						<span className={styles.detail}>
							{nameOf(client, sender, room)} · {date.format(event.getTs())}
						</span>
					)}
				</span>
			</Link>
			{mayPin(room) && (
				<IconButton
					icon={PinOff}
					label={t("rooms.unpin")}
					size={18}
					isDisabled={busy}
					onPress={() => void run(() => setPinned(client, room, eventId, false))}
				/>
			)}
		</article>
	);
}
