// How much of a file has gone or come; with a sign in the middle that stops it.
import { X } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import styles from "./ProgressRing.module.css";

interface ProgressRingProps {
	/** 0 to 1. */
	part: number;
	label: string;
	/** Stops it; `stopLabel` says so. */
	onStop?: () => void;
	stopLabel?: string;
	/** On a picture: light on dark. */
	over?: boolean;
}

const around = 2 * Math.PI * 18;

/** 44 px, as wide as what it stands for. */
export function ProgressRing({ part, label, onStop, stopLabel, over }: ProgressRingProps) {
	return (
		<span className={styles.ring} data-over={over || undefined}>
			<svg
				viewBox="0 0 44 44"
				role="progressbar"
				aria-label={label}
				aria-valuemin={0}
				aria-valuemax={100}
				aria-valuenow={Math.round(part * 100)}
			>
				<circle cx="22" cy="22" r="18" className={styles.track} />
				<circle
					cx="22"
					cy="22"
					r="18"
					className={styles.part}
					strokeDasharray={around}
					strokeDashoffset={around * (1 - Math.max(0.04, Math.min(part, 1)))}
				/>
			</svg>
			{onStop && (
				<AriaButton className={styles.stop ?? ""} aria-label={stopLabel} onPress={onStop}>
					<X size={18} aria-hidden />
				</AriaButton>
			)}
		</span>
	);
}
