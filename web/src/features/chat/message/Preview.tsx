// What the first link of a message leads to. In an encrypted chat the server would learn the link, so it is asked
// only when the person wants that.
import { Eye } from "lucide-react";
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { useEffect, useState } from "react";
import { useT } from "@/lib/i18n";
import { choose, useSettings } from "@/lib/settings";
import { useMedia } from "@/matrix/media";
import { type LinkPreview, linkPreview } from "@/matrix/preview";
import { useClient } from "@/matrix/react";
import { useHost } from "@/matrix/useHost";
import { toast } from "@/ui/Toast";
import { useChatParts } from "../parts";
import { markOf } from "./Body";
import { firstWebLink } from "./links";
import styles from "./Preview.module.css";

/** Messages whose preview was asked for, one by one. */
const wished = new WeakSet<MatrixEvent>();

/** Nothing where there is no link, and where the host or the person wants no previews. */
export function Preview({ event, room }: { event: MatrixEvent; room: Room }) {
	const host = useHost();
	const { linkPreviews, linkPreviewsEncrypted } = useSettings();
	const [asked, setAsked] = useState(wished.has(event));
	const { marked } = useChatParts();
	const content = event.getContent();
	const { body, msgtype } = content;
	// The card shows what the link leads to.
	if (markOf(content, marked)) return null;
	if (!host?.link_previews || !linkPreviews || event.isRedacted()) return null;
	if ((msgtype !== "m.text" && msgtype !== "m.notice") || typeof body !== "string") return null;
	const url = body.length < 10_000 ? firstWebLink(body) : null;
	if (!url) return null;
	if (room.hasEncryptionStateEvent() && !linkPreviewsEncrypted && !asked)
		return (
			<Ask
				onAsk={() => {
					wished.add(event);
					setAsked(true);
				}}
			/>
		);
	return <Card url={url} />;
}

function Ask({ onAsk }: { onAsk: () => void }) {
	const t = useT();
	return (
		<button
			type="button"
			className={styles.ask}
			title={t("chat.preview.why")}
			onClick={() => {
				onAsk();
				toast(t("chat.preview.told"), {
					label: t("chat.preview.always"),
					perform: () => choose({ linkPreviewsEncrypted: true }),
				});
			}}
		>
			<Eye size={14} strokeWidth={1.75} aria-hidden /> {t("chat.preview.show")}
		</button>
	);
}

function Card({ url }: { url: string }) {
	const client = useClient();
	const [preview, setPreview] = useState<LinkPreview | null>(null);
	useEffect(() => {
		let shown = true;
		void linkPreview(client, url).then((found) => shown && setPreview(found));
		return () => {
			shown = false;
		};
	}, [client, url]);
	const picture = useMedia(preview?.mxc ? { mxc: preview.mxc, size: 160, picture: true } : null);
	if (!preview) return null;
	return (
		<a className={styles.card} href={url} target="_blank" rel="noopener noreferrer">
			{picture && "url" in picture && <img className={styles.picture} src={picture.url} alt="" />}
			<span className={styles.words}>
				<bdi className={styles.site}>{preview.site}</bdi>
				<span className={styles.title} dir="auto">
					{preview.title}
				</span>
				{preview.description && (
					<span className={styles.description} dir="auto">
						{preview.description}
					</span>
				)}
			</span>
		</a>
	);
}
