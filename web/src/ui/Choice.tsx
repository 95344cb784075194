// One of a few: each with what it means, in plain words.
import { Radio, RadioGroup } from "react-aria-components";
import styles from "./Choice.module.css";

/** One that can be chosen. */
interface Option<V extends string> {
	value: V;
	label: string;
	/** What choosing it means. */
	detail?: string;
}

interface ChoiceProps<V extends string> {
	/** What is chosen. */
	label: string;
	options: readonly Option<V>[];
	value: V;
	onChange: (value: V) => void;
	isDisabled?: boolean;
}

/** Arrow keys move between them. */
export function Choice<V extends string>({ label, options, value, onChange, isDisabled }: ChoiceProps<V>) {
	return (
		<RadioGroup
			aria-label={label}
			value={value}
			onChange={(chosen) => onChange(chosen as V)}
			isDisabled={isDisabled ?? false}
			className={styles.choice ?? ""}
		>
			{options.map((option) => (
				<Radio key={option.value} value={option.value} className={styles.option ?? ""}>
					<span className={styles.dot} />
					<span className={styles.words}>
						<span>{option.label}</span>
						{option.detail && <span className={styles.detail}>{option.detail}</span>}
					</span>
				</Radio>
			))}
		</RadioGroup>
	);
}
