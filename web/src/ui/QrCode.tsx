// A QR code, drawn as one path.
import { encodeQR } from "qr";
import { useMemo } from "react";
import styles from "./QrCode.module.css";

/** Dark on light in both themes: many cameras do not read the inverse. */
export function QrCode({ text, label }: { text: string | Uint8ClampedArray; label: string }) {
	const { path, size } = useMemo(() => drawn(text), [text]);
	return (
		<svg
			className={styles.code}
			viewBox={`0 0 ${size} ${size}`}
			role="img"
			aria-label={label}
			shapeRendering="crispEdges"
		>
			<rect width={size} height={size} fill="#fff" />
			<path d={path} fill="#10211f" />
		</svg>
	);
}

/** The same code as a file to save or to send. */
export async function qrPicture(text: string): Promise<Blob> {
	const { rows, size } = drawn(text);
	const scale = Math.ceil(1024 / size);
	const canvas = new OffscreenCanvas(size * scale, size * scale);
	const brush = canvas.getContext("2d");
	if (!brush) throw new Error("No canvas");
	brush.fillStyle = "#fff";
	brush.fillRect(0, 0, canvas.width, canvas.height);
	brush.fillStyle = "#10211f";
	rows.forEach((row, y) => {
		row.forEach((dark, x) => {
			if (dark) brush.fillRect(x * scale, y * scale, scale, scale);
		});
	});
	return canvas.convertToBlob({ type: "image/png" });
}

/** Text, or bytes that are no text (a verification's code): the library then takes them from its encoder. */
function drawn(content: string | Uint8ClampedArray): { rows: boolean[][]; path: string; size: number } {
	const rows =
		typeof content === "string"
			? encodeQR(content, "raw", { ecc: "medium", border: 3 })
			: encodeQR("bytes", "raw", {
					ecc: "low",
					border: 3,
					encoding: "byte",
					textEncoder: () => new Uint8Array(content),
				});
	const path = rows
		.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")).join(""))
		.join("");
	return { rows, path, size: rows.length };
}
