// How a picture looks before it comes: blurred, from the few characters that its message brings (MSC2448).
import { decode, isBlurhashValid } from "blurhash";
import { memo, useEffect, useRef } from "react";
import styles from "./Placeholder.module.css";

const side = 32;

/** Fills its box; a quiet surface where there is no hash. */
export const Placeholder = memo(function Placeholder({ blurhash }: { blurhash: string | null }) {
	const canvas = useRef<HTMLCanvasElement>(null);
	useEffect(() => {
		const context = canvas.current?.getContext("2d");
		if (!context || !blurhash || !isBlurhashValid(blurhash).result) return;
		const pixels = new Uint8ClampedArray(decode(blurhash, side, side));
		context.putImageData(new ImageData(pixels, side, side), 0, 0);
	}, [blurhash]);
	return <canvas ref={canvas} width={side} height={side} className={styles.placeholder} aria-hidden />;
});
