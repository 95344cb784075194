// One picture or film in a grid; it opens the viewer.
import { Play } from "lucide-react";
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { useMemo } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { clock } from "@/lib/lengths";
import { useMedia } from "@/matrix/media";
import { type Attached, attachedOf } from "../content";
import { openLayer } from "../layers";
import { Placeholder } from "../Placeholder";
import styles from "./Cell.module.css";
import { Picture } from "./Picture";

/** Fills its box, which cuts it. */
export function Cell({ event, room }: { event: MatrixEvent; room: Room }) {
	const t = useT();
	const content = event.getContent();
	const attached = useMemo(() => attachedOf(event.getType(), content), [event, content]);
	const open = () => openLayer({ kind: "viewer", room, event });
	if (attached.kind === "video") return <FilmCell attached={attached} onOpen={open} />;
	return (
		<Picture attached={attached} label={t("media.openPicture", { name: attached.name })} onOpen={open} />
	);
}

function FilmCell({ attached, onOpen }: { attached: Attached; onOpen: () => void }) {
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
