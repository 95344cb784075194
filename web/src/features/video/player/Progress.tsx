// How far the watched video is; drawn by the browser's frames, without rendering anything else again.
import { type RefObject, useEffect, useRef } from "react";
import { useT } from "@/lib/i18n";
import { clock } from "@/lib/lengths";
import type { Sprite } from "../shapes";
import styles from "./Player.module.css";
import { cellAt } from "./sprite";

/** Arrow keys and fingers move along it. */
export function Progress({
	elements,
	number,
	seconds,
	sprite,
}: {
	elements: RefObject<(HTMLVideoElement | null)[]>;
	number: number;
	/** As the server measured it; the element knows it a little later. */
	seconds: number;
	/** Small pictures of what is where; `null`: there are none. */
	sprite: Sprite | null;
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
	const looked = useRef<HTMLSpanElement>(null);
	const look = (x: number) => {
		const [input, picture] = [bar.current, looked.current];
		if (!input || !picture || !sprite) return;
		// Fetched only for who wants to see it: it is as large as some seconds of the video.
		picture.style.backgroundImage = `url("${sprite.url}")`;
		const { left, width } = input.getBoundingClientRect();
		const rtl = getComputedStyle(input).direction === "rtl";
		const at = Math.max(0, Math.min(1, (x - left) / width));
		const [column, row] = cellAt(
			sprite,
			(rtl ? 1 - at : at) * (elements.current[number]?.duration || seconds),
		);
		picture.style.backgroundPosition = `${-column * sprite.width}px ${-row * sprite.height}px`;
		const half = sprite.width / 2 + 8;
		picture.style.left = `${Math.max(half, Math.min(width - half, at * width))}px`;
	};
	return (
		<div className={styles.progress}>
			{sprite && (
				<span
					ref={looked}
					className={styles.look}
					style={{ width: sprite.width, height: sprite.height }}
					aria-hidden
				/>
			)}
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
				onPointerMove={(event) => look(event.clientX)}
				onInput={(event) => seek(Number(event.currentTarget.value))}
			/>
		</div>
	);
}
