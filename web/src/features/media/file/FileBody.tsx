// A file: its name, its size, and how to keep it. Nothing of it is shown in our origin.
import { Download, File, FileArchive, FileText } from "lucide-react";
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { useState } from "react";
import { useLanguage, useT } from "@/lib/i18n";
import { sizeWords } from "@/lib/size";
import { useMediaProgress } from "@/matrix/media";
import { IconButton } from "@/ui/Button";
import { type Attached, attachedOf } from "../content";
import { ProgressRing } from "../ProgressRing";
import { Caption } from "../picture/Caption";
import { saveAttached } from "../save";
import styles from "./FileBody.module.css";

/** A message that is a file. */
export function FileBody({ event, room }: { event: MatrixEvent; room: Room }) {
	const t = useT();
	const content = event.getContent();
	const attached = attachedOf(event.getType(), content);
	const [loading, setLoading] = useState(false);
	const part = useMediaProgress(loading && attached.source ? { ...attached.source, picture: false } : null);
	const save = () => {
		setLoading(true);
		void saveAttached(attached, t).finally(() => setLoading(false));
	};
	return (
		<div>
			<FileCard attached={attached}>
				{loading ? (
					<ProgressRing part={part} label={t("media.loading")} />
				) : (
					<IconButton icon={Download} label={t("media.saveFile", { name: attached.name })} onPress={save} />
				)}
			</FileCard>
			<Caption content={content} text={attached.caption} room={room} />
		</div>
	);
}

/** Name, size (or another `detail`), and a child at the end: what can be done. */
export function FileCard({
	attached,
	detail,
	children,
}: {
	attached: Pick<Attached, "name" | "bytes" | "type">;
	detail?: string | null;
	children?: React.ReactNode;
}) {
	const t = useT();
	const language = useLanguage();
	const Icon = signOf(attached.type);
	const name = attached.name || t("media.unnamed");
	return (
		<div className={styles.card}>
			<span className={styles.sign}>
				<Icon size={22} strokeWidth={1.75} aria-hidden />
			</span>
			<span className={styles.words}>
				<bdi className={styles.name} title={name}>
					{name}
				</bdi>
				<small className={styles.detail}>
					{detail ??
						[attached.bytes !== null && sizeWords(attached.bytes, language), endingOf(attached.name)]
							.filter(Boolean)
							.join(" · ")}
				</small>
			</span>
			{children}
		</div>
	);
}

function signOf(type: string) {
	if (/zip|tar|compressed|rar/.test(type)) return FileArchive;
	return type.startsWith("text/") || /pdf|word|document/.test(type) ? FileText : File;
}

/** "PDF": what the name ends in. */
function endingOf(name: string): string {
	return /\.([A-Za-z0-9]{1,6})$/.exec(name)?.[1]?.toUpperCase() ?? "";
}
