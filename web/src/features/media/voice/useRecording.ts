// A voice note from the first sound to the outbox: held, locked, listened to.
import type { Room } from "matrix-js-sdk";
import { useCallback, useEffect, useRef, useState } from "react";
import { useT } from "@/lib/i18n";
import { useOutbox } from "@/matrix/useOutbox";
import { toast } from "@/ui/Toast";
import { pausePlayer } from "./player";
import { longestSeconds, Recorder, type Recording, type RecordProblem } from "./Recorder";
import { voiceContent } from "./voiceContent";

/** "held": it is sent when let go; "locked": it goes on by itself; "review": it has ended and can be heard. */
export type RecordStage = "idle" | "held" | "locked" | "review";

/** Shorter ones are slips of a finger. */
const shortestSeconds = 0.5;

/** What the bar over the composer shows and does. */
export interface RecordingControl {
	stage: RecordStage;
	levels: readonly number[];
	seconds: number;
	/** In "review". */
	recorded: Recording | null;
	start: () => Promise<void>;
	lock: () => void;
	review: () => Promise<void>;
	send: () => Promise<void>;
	cancel: () => void;
}

/** One recording at a time; it ends with the chat that it belongs to. */
export function useRecording(room: Room, threadId: string | null): RecordingControl {
	const t = useT();
	const outbox = useOutbox();
	const recorder = useRef<Recorder | null>(null);
	const wanted = useRef(false);
	const [stage, setStage] = useState<RecordStage>("idle");
	const [recorded, setRecorded] = useState<Recording | null>(null);
	const [seconds, setSeconds] = useState(0);

	const cancel = useCallback(() => {
		wanted.current = false;
		recorder.current?.cancel();
		recorder.current = null;
		setRecorded(null);
		setStage("idle");
	}, []);
	useEffect(() => cancel, [cancel]);

	const start = async () => {
		if (wanted.current) return;
		wanted.current = true;
		pausePlayer();
		setSeconds(0);
		setStage("held");
		try {
			const begun = await Recorder.start(() => setSeconds(recorder.current?.seconds ?? 0));
			// Let go or thrown away while the browser asked for the microphone.
			if (!wanted.current) begun.cancel();
			else recorder.current = begun;
		} catch (problem) {
			cancel();
			toast(t(problems[problem as RecordProblem] ?? problems.inUse));
		}
	};
	const finish = async (): Promise<Recording | null> => {
		const running = recorder.current;
		recorder.current = null;
		return running ? running.stop() : recorded;
	};
	const review = async () => {
		const ended = await finish();
		if (!ended) return;
		setRecorded(ended);
		setStage("review");
	};
	const send = async () => {
		const ended = await finish();
		cancel();
		if (!ended || ended.seconds < shortestSeconds) {
			toast(t("media.voice.tooShort"));
			return;
		}
		await outbox.send({
			roomId: room.roomId,
			threadId,
			type: "m.room.message",
			content: voiceContent(ended, t("media.voice.name")),
			file: ended.blob,
		});
	};
	useLimit(stage, seconds, review);
	return {
		stage,
		levels: recorder.current?.levels ?? recorded?.levels ?? [],
		seconds: recorded?.seconds ?? seconds,
		recorded,
		start,
		lock: () => setStage((now) => (now === "held" ? "locked" : now)),
		review,
		send,
		cancel,
	};
}

const problems = {
	denied: "media.voice.denied",
	noMicrophone: "media.voice.noMicrophone",
	unsupported: "media.voice.unsupported",
	inUse: "media.voice.inUse",
} as const;

/** At its longest, a recording waits to be heard or sent: nothing is lost. */
function useLimit(stage: RecordStage, seconds: number, review: () => Promise<void>): void {
	const over = seconds >= longestSeconds && (stage === "held" || stage === "locked");
	const latest = useRef(review);
	useEffect(() => {
		latest.current = review;
	});
	useEffect(() => {
		if (over) void latest.current();
	}, [over]);
}
