// A message that is a sound: a voice note with its waveform, or an audio file with its name.
import { Download, Pause, Play } from "lucide-react";
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { useMemo } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { clock } from "@/lib/lengths";
import { useMediaProgress } from "@/matrix/media";
import { IconButton } from "@/ui/Button";
import { type Attached, attachedOf } from "../content";
import { FileCard } from "../file/FileBody";
import { ProgressRing } from "../ProgressRing";
import { Caption } from "../picture/Caption";
import { saveAttached } from "../save";
import { failureWords } from "../words";
import { nextVoiceNote } from "./nextVoiceNote";
import { nextRate, type PlayerState, seek, type Track, toggle, usePlayer } from "./player";
import styles from "./SoundBody.module.css";
import { Waveform } from "./Waveform";

/** One of all plays at a time. */
export function SoundBody({ event, room }: { event: MatrixEvent; room: Room }) {
	const t = useT();
	const content = event.getContent();
	const attached = useMemo(() => attachedOf(event.getType(), content), [event, content]);
	const id = event.getId() ?? "";
	const player = usePlayer(id);
	const track = useMemo(() => trackOf(event, room, attached), [event, room, attached]);
	const failure = player.failure ?? (track ? null : "gone");
	return (
		<div className={styles.sound} data-kind={attached.kind}>
			{attached.kind === "audio" && (
				<FileCard attached={attached}>
					<IconButton
						icon={Download}
						label={t("media.saveFile", { name: attached.name })}
						onPress={() => void saveAttached(attached, t)}
					/>
				</FileCard>
			)}
			{track && <Controls track={track} attached={attached} player={player} />}
			{failure && <p className={styles.failure}>{failureWords(failure, t)}</p>}
			<Caption content={content} text={attached.caption} room={room} />
		</div>
	);
}

function trackOf(event: MatrixEvent, room: Room, attached: Attached): Track | null {
	if (!attached.source) return null;
	return {
		id: event.getId() ?? "",
		source: attached.source,
		seconds: attached.seconds,
		next: () => {
			const following = attached.kind === "voice" ? nextVoiceNote(room, event) : null;
			return following && trackOf(following, room, attachedOf(following.getType(), following.getContent()));
		},
	};
}

interface ControlsProps {
	track: Track;
	attached: Attached;
	player: PlayerState;
}

function Controls({ track, attached, player }: ControlsProps) {
	const t = useT();
	const part = useMediaProgress(player.loading ? track.source : null);
	const seconds = player.seconds || attached.seconds || 0;
	const heard = seconds > 0 ? Math.min(player.at / seconds, 1) : 0;
	const touched = player.id !== null;
	return (
		<div className={styles.controls}>
			{player.loading ? (
				<ProgressRing part={part} label={t("media.loading")} />
			) : (
				<IconButton
					kind="accent"
					size={20}
					icon={player.playing ? Pause : Play}
					label={player.playing ? t("media.pause") : t("media.play")}
					onPress={() => toggle(track)}
				/>
			)}
			<Waveform
				levels={attached.waveform}
				part={heard}
				label={t("media.seek")}
				valueText={clock(player.at)}
				onSeek={(to) => seek(track, to)}
			/>
			<span className={styles.side}>
				<span className={styles.time}>{clock(touched ? seconds - player.at : seconds)}</span>
				{touched && (
					<AriaButton
						className={styles.rate ?? ""}
						aria-label={t("media.speed", { rate: player.rate })}
						onPress={nextRate}
					>
						{player.rate}×
					</AriaButton>
				)}
			</span>
		</div>
	);
}
