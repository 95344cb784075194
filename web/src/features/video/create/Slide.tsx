// A labelled range.
import { clock } from "@/lib/lengths";
import styles from "./Slide.module.css";

interface SlideProps {
	label: string;
	value: number;
	max: number;
	/** Says a value; as a time unless told. */
	words?: (value: number) => string;
	onChange: (value: number) => void;
}

/** Along a film, or another amount. */
export function Slide({ label, value, max, words = clock, onChange }: SlideProps) {
	return (
		<label className={styles.slide}>
			<span>{label}</span>
			<input
				type="range"
				min={0}
				max={max}
				step={max > 90 ? 1 : 0.1}
				value={value}
				aria-valuetext={words(value)}
				onChange={(event) => onChange(Number(event.target.value))}
			/>
		</label>
	);
}
