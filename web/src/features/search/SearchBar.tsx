// The way into the search, in the shape of the field that is behind it.
import { Search } from "lucide-react";
import { Link } from "react-router";
import { useT } from "@/lib/i18n";
import styles from "./Search.module.css";

/** A link to the search. */
export function SearchBar() {
	const t = useT();
	return (
		<div className={styles.bar}>
			<Link to="/search" className={styles.box}>
				<Search size={18} strokeWidth={1.75} aria-hidden />
				<span className={styles.hint}>{t("search.hint")}</span>
			</Link>
		</div>
	);
}
