// A message that is a picture.
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { useMemo } from "react";
import { useT } from "@/lib/i18n";
import { attachedOf, boxOf } from "../content";
import { openLayer } from "../layers";
import { Caption } from "./Caption";
import { pictureMost } from "./most";
import { Picture } from "./Picture";
import styles from "./PictureBody.module.css";

/** The picture, and what its sender says about it. */
export function PictureBody({ event, room }: { event: MatrixEvent; room: Room }) {
	const t = useT();
	const content = event.getContent();
	const attached = useMemo(() => attachedOf(event.getType(), content), [event, content]);
	return (
		<figure className={styles.body}>
			<div className={styles.frame}>
				<Picture
					attached={attached}
					box={boxOf(attached, pictureMost)}
					label={t("media.openPicture", { name: attached.caption ?? attached.name })}
					onOpen={() => openLayer({ kind: "viewer", room, event })}
				/>
			</div>
			<Caption content={content} text={attached.caption} room={room} />
		</figure>
	);
}
