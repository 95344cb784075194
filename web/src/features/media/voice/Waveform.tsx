// Bars of loudness; what has been heard is in the accent. With `onSeek`, a slider for finger and keyboard.
import styles from "./Waveform.module.css";
import { resampled } from "./waveform";

interface WaveformProps {
	levels: readonly number[];
	bars?: number;
	/** Heard so far, 0 to 1. */
	part: number;
	label?: string;
	/** How the place is read aloud. */
	valueText?: string;
	onSeek?: (part: number) => void;
}

const height = 28;
const step = 5;

/** Quiet dots where a message brings no waveform. */
export function Waveform({ levels, bars = 34, part, label, valueText, onSeek }: WaveformProps) {
	const values = resampled(levels, bars);
	return (
		<span className={styles.waveform}>
			<svg viewBox={`0 0 ${bars * step} ${height}`} aria-hidden preserveAspectRatio="none">
				{values.map((level, i) => {
					const tall = Math.max(3, level * height);
					return (
						<rect
							key={i}
							x={i * step + 1}
							y={(height - tall) / 2}
							width={3}
							height={tall}
							rx={1.5}
							data-heard={i / bars < part || undefined}
						/>
					);
				})}
			</svg>
			{onSeek && (
				<input
					type="range"
					min={0}
					max={100}
					step={1}
					value={Math.round(part * 100)}
					aria-label={label}
					aria-valuetext={valueText}
					onChange={(event) => onSeek(Number(event.target.value) / 100)}
				/>
			)}
		</span>
	);
}
