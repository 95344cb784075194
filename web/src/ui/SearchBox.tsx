// Where to type what one looks for.
import { Search, X } from "lucide-react";
import { Input, SearchField } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { IconButton } from "./Button";
import styles from "./SearchBox.module.css";

interface SearchBoxProps {
	/** What is searched; also the placeholder. */
	label: string;
	value: string;
	onChange: (typed: string) => void;
	autoFocus?: boolean;
}

/** Escape and the X empty it. */
export function SearchBox({ label, value, onChange, autoFocus }: SearchBoxProps) {
	const t = useT();
	return (
		<SearchField
			aria-label={label}
			value={value}
			onChange={onChange}
			className={styles.box ?? ""}
			autoFocus={autoFocus ?? false}
		>
			<Search size={18} strokeWidth={1.75} aria-hidden />
			<Input className={styles.input ?? ""} placeholder={label} dir="auto" autoCapitalize="none" />
			{value && <IconButton icon={X} label={t("ui.clear")} size={16} onPress={() => onChange("")} />}
		</SearchField>
	);
}
