// How far the watched video is; drawn by the browser's frames, without rendering anything else again.
import { type RefObject, useEffect, useRef } from "react";
import { useT } from "@/lib/i18n";
import { clock } from "@/lib/lengths";
import styles from "./Player.module.css";

/** Arrow keys and fingers move along it. */
export function Progress({
	elements,
	number,
	seconds,
}: {
	elements: RefObject<(HTMLVideoElement | null)[]>;
	number: number;
	/** As the server measured it; the element knows it a little later. */
	seconds: number;
}) {
	const t = useT();
	const bar = useRef<HTMLInputElement>(null);
	const time = useRef<HTMLSpanElement>(null);
	useEffect(() => {
		const element = elements.current[number];
		if (!element) return;
		let frame = 0;
		let said = -1;
		const draw = () => {
			frame = requestAnimationFrame(draw);
			const input = bar.current;
			const length = element.duration || seconds;
			if (!input || !length) return;
			const part = Math.min(1, element.currentTime / length);
			input.style.setProperty("--part", String(part));
			// A range that says something sixty times a second is heard by nobody.
			const whole = Math.floor(element.currentTime);
			if (whole === said) return;
			said = whole;
			input.value = String(part);
			const words = `${clock(whole)} / ${clock(length)}`;
			input.ariaValueText = words;
			if (time.current) time.current.textContent = words;
		};
		draw();
		return () => cancelAnimationFrame(frame);
	}, [elements, number, seconds]);
	const seek = (part: number) => {
		const element = elements.current[number];
		if (element) element.currentTime = part * (element.duration || seconds);
	};
	return (
		<div className={styles.progress}>
			<span ref={time} className={styles.time} aria-hidden />
			<input
				ref={bar}
				type="range"
				className={styles.bar}
				min={0}
				max={1}
				step={0.001}
				defaultValue={0}
				aria-label={t("video.position")}
				onInput={(event) => seek(Number(event.currentTarget.value))}
			/>
		</div>
	);
}
