// What the way into the search looks like.
import { Search } from "lucide-react";
import { useT } from "@/lib/i18n";
import styles from "./Search.module.css";

/** Goes nowhere yet: the app is starting. */
export function SearchShape() {
	const t = useT();
	return (
		<div className={styles.bar} aria-hidden>
			<span className={styles.box}>
				<Search size={18} strokeWidth={1.75} />
				<span className={styles.hint}>{t("search.hint")}</span>
			</span>
		</div>
	);
}
