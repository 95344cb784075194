// A choice between two ends.
import { useId } from "react";
import styles from "./YourFeed.module.css";

interface SliderProps {
	label: string;
	/** What the ends mean. */
	least: string;
	most: string;
	value: number;
	range: readonly [number, number];
	onChange: (value: number) => void;
	/** In one line, without the words at the ends. */
	short?: boolean;
}

/** In ten steps. */
export function Slider({ label, least, most, value, range: [from, to], onChange, short }: SliderProps) {
	const id = useId();
	const part = (value - from) / (to - from);
	return (
		<div className={styles.slider} data-short={short || undefined}>
			<label htmlFor={id}>
				<bdi>{label}</bdi>
			</label>
			<input
				id={id}
				type="range"
				min={from}
				max={to}
				step={(to - from) / 10}
				value={value}
				aria-valuetext={part < 0.5 ? least : part > 0.5 ? most : ""}
				onChange={(event) => onChange(Number(event.target.value))}
			/>
			{!short && (
				<span className={styles.ends} aria-hidden>
					<span>{least}</span>
					<span>{most}</span>
				</span>
			)}
		</div>
	);
}
