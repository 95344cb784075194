// Several pictures that were sent together, as a grid; each opens the viewer.

import { Play } from "lucide-react";
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { useMemo } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { useMedia } from "@/matrix/media";
import { attachedOf } from "../content";
import { openLayer } from "../layers";
import { Placeholder } from "../Placeholder";
import { clock } from "../words";
import styles from "./Album.module.css";
import { Picture } from "./Picture";

/** Two columns; an odd one comes first, across both. */
export function Album({ events, room }: { events: readonly MatrixEvent[]; room: Room }) {
	return (
		<div className={styles.album} data-odd={events.length % 2 === 1 || undefined}>
			{events.map((event) => (
				<div key={event.getId()} className={styles.cell} data-picture={event.getId()}>
					<Cell event={event} room={room} />
				</div>
			))}
		</div>
	);
}

function Cell({ event, room }: { event: MatrixEvent; room: Room }) {
	const t = useT();
	const content = event.getContent();
	const attached = useMemo(() => attachedOf(event.getType(), content), [event, content]);
	const open = () => openLayer({ kind: "viewer", room, event });
	if (attached.kind === "video") return <FilmCell attached={attached} onOpen={open} />;
	return (
		<Picture attached={attached} label={t("media.openPicture", { name: attached.name })} onOpen={open} />
	);
}

function FilmCell({ attached, onOpen }: { attached: ReturnType<typeof attachedOf>; onOpen: () => void }) {
	const t = useT();
	const poster = useMedia(attached.thumbnail);
	return (
		<AriaButton
			className={styles.film ?? ""}
			aria-label={t("media.playFilm", { name: attached.name })}
			onPress={onOpen}
		>
			<Placeholder blurhash={attached.blurhash} />
			{poster && "url" in poster && (
				<img src={poster.url} alt="" className={styles.poster} draggable={false} />
			)}
			<span className={styles.badge}>
				<Play size={12} fill="currentColor" aria-hidden />
				{attached.seconds !== null && clock(attached.seconds)}
			</span>
		</AriaButton>
	);
}
