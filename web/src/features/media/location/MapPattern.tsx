// Not a map: streets, a park and water drawn from the coordinates alone, so that a place looks like a place and no
// map server learns who looks at it. The same place always looks the same.
import { MapPin } from "lucide-react";
import { useMemo } from "react";
import type { Place } from "./geo";
import styles from "./Location.module.css";

/** Decorative: the coordinates stand below. */
export function MapPattern({ place }: { place: Place }) {
	const drawing = useMemo(() => drawingOf(place), [place]);
	return (
		<span className={styles.map} aria-hidden>
			<svg aria-hidden viewBox="0 0 300 130" preserveAspectRatio="xMidYMid slice">
				<path d={drawing.water} className={styles.water} />
				<ellipse {...drawing.park} className={styles.park} />
				{drawing.streets.map((d, i) => (
					<path key={i} d={d} className={i % 4 === 0 ? styles.road : styles.street} />
				))}
			</svg>
			<span className={styles.pin}>
				<MapPin size={30} strokeWidth={2} fill="currentColor" />
			</span>
		</span>
	);
}

/** Small numbers that follow from the place (a linear congruence; nothing secret). */
function numbersFrom({ latitude, longitude }: Place): () => number {
	let state = (Math.round(latitude * 1e4) * 73_856_093) ^ (Math.round(longitude * 1e4) * 19_349_663);
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
		return (state >>> 0) / 2 ** 32;
	};
}

function drawingOf(place: Place) {
	const next = numbersFrom(place);
	const tilt = next() * 60 - 30;
	const streets: string[] = [];
	for (let i = 0; i < 8; i++) {
		const x = i * 44 - 10 + next() * 22;
		streets.push(`M${x} -5 Q${x + tilt * next()} 65 ${x + tilt} 135`);
	}
	for (let i = 0; i < 5; i++) {
		const y = i * 32 - 8 + next() * 16;
		streets.push(`M-5 ${y} Q150 ${y + tilt * (next() - 0.5)} 305 ${y - tilt / 3}`);
	}
	const shore = next() * 60;
	return {
		streets,
		park: { cx: next() * 300, cy: next() * 130, rx: 25 + next() * 35, ry: 18 + next() * 22 },
		water:
			next() > 0.5
				? `M0 ${85 + shore / 2} Q120 ${70 + shore} 300 ${95 + shore / 3} V130 H0Z`
				: `M300 0 H${250 - shore} Q${280 - shore} 70 ${240 - shore / 2} 130 H300Z`,
	};
}
