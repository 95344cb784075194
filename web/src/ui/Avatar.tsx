// The picture of a person (round) or of a group (rounded square); without one, the first character on a colour.
import type { ReactNode } from "react";
import styles from "./Avatar.module.css";

interface AvatarProps {
	/** What the character and the colour come from. */
	name: string;
	/** Stable, so that the colour stays when the name changes: a user or room id. */
	id: string;
	/** A local address of the picture (blob:), once it has been loaded. */
	src?: string | null;
	size?: number;
	/** Groups are squares, people are round. */
	square?: boolean;
	online?: boolean;
	children?: ReactNode;
}

/** Purely decorative: the name stands beside it. */
export function Avatar({ name, id, src, size = 48, square, online, children }: AvatarProps) {
	return (
		<span
			className={styles.avatar}
			data-square={square || undefined}
			data-tint={tint(id)}
			style={{ "--px": `${size}px` } as React.CSSProperties}
			aria-hidden
		>
			{src ? (
				<img src={src} alt="" draggable={false} className={styles.picture} />
			) : (
				(children ?? initial(name))
			)}
			{online && <span className={styles.online} />}
		</span>
	);
}

/** How many tints there are (Avatar.module.css, and the colours of names in a group). */
export const tints = 8;

/** A number below `tints` that an id always gets. */
export function tint(id: string): number {
	let hash = 0;
	for (const unit of id) hash = (hash * 31 + (unit.codePointAt(0) ?? 0)) >>> 0;
	return hash % tints;
}

const segments = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The first character that a person sees: an emoji of several code points counts as one. */
function initial(name: string): string {
	const bare = name.replace(/^[@#!+\s\p{Cf}]+/u, "");
	const [first] = segments.segment(bare);
	return first?.segment.toLocaleUpperCase() ?? "·";
}
