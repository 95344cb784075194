// Words that are hidden until somebody asks for them (spec: data-mx-spoiler).
import { type ReactNode, useState } from "react";
import { useT } from "@/lib/i18n";
import styles from "./RichText.module.css";

/** `reason`: what it is about; may be empty. */
export function Spoiler({ reason, children }: { reason: string; children: ReactNode }) {
	const t = useT();
	const [shown, setShown] = useState(false);
	if (shown) return <span className={styles.spoiler}>{children}</span>;
	return (
		<button
			type="button"
			className={styles.spoiler}
			aria-expanded={false}
			aria-label={reason ? t("chat.spoilerOf", { reason }) : t("chat.spoiler")}
			onClick={() => setShown(true)}
		>
			{reason && <bdi>{reason} </bdi>}
			<span className={styles.hidden} aria-hidden inert>
				{children}
			</span>
		</button>
	);
}
