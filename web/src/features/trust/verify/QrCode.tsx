// Bytes as a QR code, drawn as one SVG path.
import { encodeQR } from "qr";
import { useMemo } from "react";
import styles from "./QrCode.module.css";

/** `label`: what it is for, read aloud. */
export function QrCode({ bytes, label }: { bytes: Uint8ClampedArray; label: string }) {
	const { size, path } = useMemo(() => draw(bytes), [bytes]);
	return (
		<svg
			role="img"
			aria-label={label}
			className={styles.code}
			viewBox={`0 0 ${size} ${size}`}
			shapeRendering="crispEdges"
		>
			<path d={path} fill="#000" />
		</svg>
	);
}

function draw(bytes: Uint8ClampedArray): { size: number; path: string } {
	const rows = encodeQR("bytes", "raw", {
		ecc: "low",
		encoding: "byte",
		border: 3,
		// The library takes text; these are the bytes that it stands for.
		textEncoder: () => new Uint8Array(bytes),
	});
	const path = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
	return { size: rows.length, path: path.join("") };
}
