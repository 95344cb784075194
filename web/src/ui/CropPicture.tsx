// Chooses the square of a picture that stands for somebody: drag it, make it larger.
import { useEffect, useRef, useState } from "react";
import { useT } from "@/lib/i18n";
import { Button } from "./Button";
import styles from "./CropPicture.module.css";
import { Dialog } from "./Dialog";
import { toast } from "./Toast";

/** What comes out, in pixels a side. */
const side = 512;
/** On the screen. */
const view = 280;
const zoomMax = 4;

interface CropPictureProps {
	/** Absent: closed. */
	file: File | null;
	onDone: (picture: Blob) => void;
	onClose: () => void;
}

/** Metadata (places, cameras) does not come along: the picture is drawn anew. */
export function CropPicture({ file, onDone, onClose }: CropPictureProps) {
	const bitmap = useBitmap(file, onClose);
	return file && bitmap ? <Crop bitmap={bitmap} onDone={onDone} onClose={onClose} /> : null;
}

function useBitmap(file: File | null, onFailed: () => void): ImageBitmap | undefined {
	const t = useT();
	const [bitmap, setBitmap] = useState<ImageBitmap>();
	const failed = useRef(onFailed);
	useEffect(() => {
		failed.current = onFailed;
	}, [onFailed]);
	useEffect(() => {
		let shown = true;
		setBitmap(undefined);
		if (!file) return;
		createImageBitmap(file).then(
			(made) => (shown ? setBitmap(made) : made.close()),
			() => {
				if (!shown) return;
				toast(t("ui.notAPicture"));
				failed.current();
			},
		);
		return () => {
			shown = false;
		};
	}, [file, t]);
	return bitmap;
}

function Crop({
	bitmap,
	onDone,
	onClose,
}: {
	bitmap: ImageBitmap;
	onDone: (picture: Blob) => void;
	onClose: () => void;
}) {
	const t = useT();
	const canvas = useRef<HTMLCanvasElement>(null);
	const [zoom, setZoom] = useState(1);
	const [centre, setCentre] = useState({ x: bitmap.width / 2, y: bitmap.height / 2 });
	// Pixels of the picture that are inside the square.
	const span = Math.min(bitmap.width, bitmap.height) / zoom;
	const x = within(centre.x, span, bitmap.width);
	const y = within(centre.y, span, bitmap.height);
	useEffect(() => {
		if (canvas.current) draw(canvas.current.getContext("2d"), bitmap, x, y, span, view * 2);
	}, [bitmap, x, y, span]);
	const move = (dx: number, dy: number) =>
		setCentre({ x: x - (dx * span) / view, y: y - (dy * span) / view });
	const done = async () => {
		const out = new OffscreenCanvas(side, side);
		draw(out.getContext("2d"), bitmap, x, y, span, side);
		onDone(await out.convertToBlob({ type: "image/jpeg", quality: 0.9 }));
	};
	return (
		<Dialog
			title={t("ui.crop")}
			isOpen
			onClose={onClose}
			actions={
				<Button kind="primary" onPress={() => void done()}>
					{t("ui.cropUse")}
				</Button>
			}
		>
			<div className={styles.crop}>
				<canvas
					ref={canvas}
					width={view * 2}
					height={view * 2}
					className={styles.view}
					onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
					onPointerMove={(event) => event.buttons > 0 && move(event.movementX, event.movementY)}
				/>
				<input
					type="range"
					min={1}
					max={zoomMax}
					step={0.01}
					value={zoom}
					aria-label={t("ui.zoom")}
					className={styles.zoom}
					onChange={(event) => setZoom(Number(event.target.value))}
				/>
			</div>
		</Dialog>
	);
}

/** The centre, moved so that the square stays inside the picture. */
const within = (centre: number, span: number, length: number): number =>
	Math.min(Math.max(centre, span / 2), length - span / 2);

function draw(
	brush: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null,
	bitmap: ImageBitmap,
	x: number,
	y: number,
	span: number,
	size: number,
): void {
	if (!brush) return;
	brush.fillStyle = "#fff";
	brush.fillRect(0, 0, size, size);
	brush.imageSmoothingQuality = "high";
	brush.drawImage(bitmap, x - span / 2, y - span / 2, span, span, 0, 0, size, size);
}
