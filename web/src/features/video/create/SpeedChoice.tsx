// How fast a recording will play.
import { useT } from "@/lib/i18n";
import { Chips } from "@/ui/Chips";
import { type Speed, speeds } from "./drafts";

interface SpeedChoiceProps {
	value: Speed;
	onChange: (to: Speed) => void;
}

/** Half, once, twice. */
export function SpeedChoice({ value, onChange }: SpeedChoiceProps) {
	const t = useT();
	return (
		<Chips
			label={t("video.filmSpeed")}
			options={speeds.map((one) => ({ value: String(one), label: `${one}×` }))}
			value={String(value)}
			onChange={(chosen) => onChange(speeds.find((one) => String(one) === chosen) ?? 1)}
		/>
	);
}
