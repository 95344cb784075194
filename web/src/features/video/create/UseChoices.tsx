// What is taken of another's video: how loud its sound is, or which part is quoted.
import { useT } from "@/lib/i18n";
import type { Choices, Draft, Use } from "./drafts";
import { Slide } from "./Slide";
import { trimmed } from "./trim";
import { UseNote, useUsed } from "./UseNote";
import { quotedMost } from "./use";

interface UseChoicesProps {
	draft: Draft;
	use: Use;
	onChoose: (choices: Partial<Choices>) => void;
}

const percent = (value: number): string => `${Math.round(value)} %`;

/** Under what is written. */
export function UseChoices({ draft, use, onChoose }: UseChoicesProps) {
	const t = useT();
	return (
		<>
			{use.kind !== "sound" && <UseNote use={use} />}
			{use.kind === "sound" && (
				<div>
					<Slide
						label={t("video.volumeTheirs")}
						value={draft.soundVolume}
						max={100}
						words={percent}
						onChange={(to) => onChoose({ soundVolume: to })}
					/>
					<Slide
						label={t("video.volumeMine")}
						value={draft.originalVolume}
						max={100}
						words={percent}
						onChange={(to) => onChoose({ originalVolume: to })}
					/>
				</div>
			)}
			{use.kind === "stitch" && <Quoted use={use} onChoose={onChoose} />}
		</>
	);
}

function Quoted({
	use,
	onChoose,
}: {
	use: Extract<Use, { kind: "stitch" }>;
	onChoose: UseChoicesProps["onChoose"];
}) {
	const t = useT();
	const seconds = useUsed(use.of)?.seconds ?? 0;
	if (seconds === 0) return null;
	const move = (which: "start" | "end", to: number) => {
		const part = trimmed(use.part, which, to, seconds, quotedMost) ?? { start: 0, end: seconds };
		onChoose({ use: { ...use, part } });
	};
	return (
		<div>
			<Slide
				label={t("video.trimStart")}
				value={use.part.start}
				max={seconds}
				onChange={(to) => move("start", to)}
			/>
			<Slide
				label={t("video.trimEnd")}
				value={Math.min(use.part.end, seconds)}
				max={seconds}
				onChange={(to) => move("end", to)}
			/>
		</div>
	);
}
