// A row of chips, one of them chosen: filters of a list.
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import styles from "./Chips.module.css";

interface ChipsProps<V extends string> {
	/** What they filter. */
	label: string;
	options: readonly { value: V; label: string }[];
	value: V;
	onChange: (value: V) => void;
}

/** Arrow keys move between them. */
export function Chips<V extends string>({ label, options, value, onChange }: ChipsProps<V>) {
	return (
		<ToggleButtonGroup
			aria-label={label}
			className={styles.chips ?? ""}
			selectionMode="single"
			disallowEmptySelection
			selectedKeys={[value]}
			onSelectionChange={([chosen]) => chosen && onChange(chosen as V)}
		>
			{options.map((option) => (
				<ToggleButton key={option.value} id={option.value} className={styles.chip ?? ""}>
					{option.label}
				</ToggleButton>
			))}
		</ToggleButtonGroup>
	);
}
