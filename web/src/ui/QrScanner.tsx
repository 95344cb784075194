// The camera, looking for a QR code; and a picture from the device for those without a camera.
import { CameraOff, ImageUp } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { FileTrigger } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { Button } from "./Button";
import styles from "./QrScanner.module.css";
import { QrReader } from "./qrReader";
import { toast } from "./Toast";

/** Pause between two looks: reading every frame would only warm the phone. */
const pauseMs = 150;

interface QrScannerProps {
	/** Gets what a code says; it may be called again while the camera stays open. */
	onText: (text: string) => void;
	/** The codes hold bytes that are no text: `onText` gets one character for each. */
	bytes?: boolean;
}

/** Asks for the camera as soon as it is shown. */
export function QrScanner({ onText, bytes = false }: QrScannerProps) {
	const t = useT();
	const { video, denied } = useCamera(onText, bytes);
	const fromFile = async (files: FileList | null) => {
		const [file] = files ?? [];
		if (!file) return;
		const text = await readFile(file, bytes);
		if (text) onText(text);
		else toast(t("ui.noCode"));
	};
	return (
		<div className={styles.scanner}>
			<div className={styles.view}>
				{denied ? (
					<p className={styles.denied}>
						<CameraOff size={28} strokeWidth={1.5} aria-hidden />
						{t("ui.noCamera")}
					</p>
				) : (
					<>
						<video ref={video} className={styles.video} muted playsInline aria-label={t("ui.camera")} />
						<span className={styles.frame} aria-hidden />
					</>
				)}
			</div>
			<FileTrigger acceptedFileTypes={["image/*"]} onSelect={(files) => void fromFile(files)}>
				<Button icon={ImageUp}>{t("ui.codeFromPicture")}</Button>
			</FileTrigger>
		</div>
	);
}

async function readFile(file: File, bytes: boolean): Promise<string | null> {
	const reader = new QrReader(bytes);
	try {
		return await reader.read(file);
	} catch {
		// No picture.
		return null;
	} finally {
		reader.close();
	}
}

function useCamera(onText: (text: string) => void, bytes: boolean) {
	const video = useRef<HTMLVideoElement>(null);
	const found = useRef(onText);
	const [denied, setDenied] = useState(false);
	useEffect(() => {
		found.current = onText;
	}, [onText]);
	useEffect(() => {
		const stop = new AbortController();
		watch(video, bytes, stop.signal, (text) => found.current(text)).catch(() => {
			if (!stop.signal.aborted) setDenied(true);
		});
		return () => stop.abort();
	}, [bytes]);
	return { video, denied };
}

async function watch(
	video: React.RefObject<HTMLVideoElement | null>,
	bytes: boolean,
	signal: AbortSignal,
	onText: (text: string) => void,
): Promise<void> {
	const stream = await navigator.mediaDevices.getUserMedia({
		video: { facingMode: "environment", width: { ideal: 1280 } },
	});
	const reader = new QrReader(bytes);
	try {
		if (!video.current || signal.aborted) return;
		video.current.srcObject = stream;
		await video.current.play();
		while (!signal.aborted && video.current) {
			const text = video.current.videoWidth > 0 ? await reader.read(video.current).catch(() => null) : null;
			if (text && !signal.aborted) onText(text);
			await new Promise((resolve) => setTimeout(resolve, pauseMs));
		}
	} finally {
		reader.close();
		for (const track of stream.getTracks()) track.stop();
	}
}
