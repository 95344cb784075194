// The camera, looking for the QR code on the other device.
import { QRCanvas } from "qr/dom.js";
import { useEffect, useRef, useState } from "react";
import { useT } from "@/lib/i18n";
import { Notice } from "@/ui/Notice";
import styles from "./Scanner.module.css";

/** Calls `onCode` once, with the bytes of the first code that it sees. */
export function Scanner({ onCode }: { onCode: (bytes: Uint8ClampedArray) => void }) {
	const t = useT();
	const video = useRef<HTMLVideoElement>(null);
	const found = useRef(onCode);
	found.current = onCode;
	const [denied, setDenied] = useState(false);
	useEffect(() => {
		const element = video.current;
		if (!element) return;
		return look(
			element,
			(bytes) => found.current(bytes),
			() => setDenied(true),
		);
	}, []);
	if (denied) return <Notice kind="warning">{t("trust.verify.noCamera")}</Notice>;
	return (
		<div className={styles.frame}>
			<video ref={video} className={styles.video} playsInline muted aria-label={t("trust.verify.camera")} />
		</div>
	);
}

/** Milliseconds between two looks. */
const pause = 150;

function look(
	video: HTMLVideoElement,
	onCode: (bytes: Uint8ClampedArray) => void,
	onDenied: () => void,
): () => void {
	let stream: MediaStream | undefined;
	let stopped = false;
	let timer: ReturnType<typeof setTimeout>;
	let bytes: Uint8ClampedArray | null = null;
	// The verification code is bytes, not text: kept as they come.
	const reader = new QRCanvas(
		{},
		{
			cropToSquare: true,
			textDecoder: (raw: Uint8Array) => {
				bytes = new Uint8ClampedArray(raw);
				return "found";
			},
		},
	);
	const tick = () => {
		if (stopped) return;
		if (video.videoWidth > 0) {
			reader.drawImage(video, video.videoHeight, video.videoWidth);
			if (bytes) {
				onCode(bytes);
				return;
			}
		}
		timer = setTimeout(tick, pause);
	};
	const begin = async () => {
		const media = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
		if (stopped) {
			for (const track of media.getTracks()) track.stop();
			return;
		}
		stream = media;
		video.srcObject = media;
		await video.play();
		tick();
	};
	begin().catch(() => {
		if (!stopped) onDenied();
	});
	return () => {
		stopped = true;
		clearTimeout(timer);
		for (const track of stream?.getTracks() ?? []) track.stop();
	};
}
