// The picture of a mini-app: its own, or a sign.
import { Blocks } from "lucide-react";
import { useState } from "react";
import { useMedia } from "@/matrix/media";
import { iconIn } from "@/matrix/miniApps/file";
import styles from "./AppIcon.module.css";

/** Decoration: the name stands beside it. `content`: of the message that holds the app. */
export function AppIcon({ content, size = 44 }: { content: Record<string, unknown>; size?: number }) {
	const loaded = useMedia(iconIn(content));
	const [broken, setBroken] = useState(false);
	const url = loaded && "url" in loaded && !broken ? loaded.url : null;
	return (
		<span className={styles.icon} style={{ "--px": `${size}px` } as React.CSSProperties} aria-hidden>
			{url ? (
				<img src={url} alt="" draggable={false} onError={() => setBroken(true)} />
			) : (
				<Blocks size={size / 2} strokeWidth={1.75} />
			)}
		</span>
	);
}
