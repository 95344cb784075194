// The face of an entry: its picture, or its street's icon on its colour.
import { useAvatarUrl } from "@/matrix/media";
import { tint } from "@/ui/Avatar";
import styles from "./Directory.module.css";
import { categoryIcon, type Entry, pictureOf } from "./entry";

/** A square, or a circle for people. */
export function EntryPicture({ entry, size }: { entry: Entry; size: number }) {
	const { mxc, path } = pictureOf(entry);
	const avatar = useAvatarUrl(mxc, size);
	const src = path ?? avatar;
	const Icon = categoryIcon(entry.category);
	return (
		<span
			className={styles.picture}
			data-tint={tint(entry.id)}
			data-round={entry.kind === "person" || undefined}
			style={{ width: size, height: size }}
			aria-hidden
		>
			{src ? (
				<img src={src} alt="" draggable={false} loading="lazy" />
			) : (
				<Icon size={size * 0.5} strokeWidth={1.75} />
			)}
		</span>
	);
}
