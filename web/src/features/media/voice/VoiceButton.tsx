// The microphone of a chat. Held: it records, and sends when let go; a drag aside throws it away, a drag up locks it.
// Pressed briefly, or by the keyboard: it records until it is sent, listened to or thrown away.
import { Mic } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { useRef } from "react";
import { createPortal } from "react-dom";
import { useT } from "@/lib/i18n";
import { RecordBar } from "./RecordBar";
import { useRecording } from "./useRecording";
import styles from "./VoiceButton.module.css";

/** Shorter than this is a press, not a hold. */
const holdMs = 450;
const cancelDistance = 90;
const lockDistance = 70;

/** Stands where "send" is while nothing is written. */
export function VoiceButton({ room, threadId }: { room: Room; threadId: string | null }) {
	const t = useT();
	const button = useRef<HTMLButtonElement>(null);
	const recording = useRecording(room, threadId);
	const hold = useRef<{ id: number; x: number; y: number; at: number } | null>(null);
	const down = (event: React.PointerEvent) => {
		if (event.button !== 0) return;
		event.currentTarget.setPointerCapture(event.pointerId);
		hold.current = { id: event.pointerId, x: event.clientX, y: event.clientY, at: performance.now() };
		void recording.start();
	};
	const move = (event: React.PointerEvent) => {
		if (!hold.current) return;
		const { x, y } = hold.current;
		if (Math.abs(event.clientX - x) > cancelDistance) {
			hold.current = null;
			recording.cancel();
		} else if (y - event.clientY > lockDistance) {
			hold.current = null;
			recording.lock();
		}
	};
	const up = () => {
		const held = hold.current;
		hold.current = null;
		if (!held) return;
		if (performance.now() - held.at < holdMs) recording.lock();
		else void recording.send();
	};
	return (
		<>
			<button
				ref={button}
				type="button"
				className={styles.button}
				data-recording={recording.stage}
				aria-label={t("media.voice.record")}
				title={t("media.voice.record")}
				onPointerDown={down}
				onPointerMove={move}
				onPointerUp={up}
				onPointerCancel={() => {
					hold.current = null;
					recording.lock();
				}}
				onContextMenu={(event) => event.preventDefault()}
				onKeyDown={(event) => {
					if ((event.key !== "Enter" && event.key !== " ") || event.repeat) return;
					event.preventDefault();
					void recording.start().then(recording.lock);
				}}
			>
				<Mic size={22} strokeWidth={1.75} aria-hidden />
			</button>
			{recording.stage !== "idle" &&
				createPortal(<RecordBar recording={recording} beside={button.current} />, document.body)}
		</>
	);
}
