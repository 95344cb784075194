// How loud this chat is.
import { useT } from "@/lib/i18n";
import { setLoudness, useLoudness } from "@/matrix/loudness";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";

const choices = ["all", "mentions", "none"] as const;

/** The choice holds on all devices. */
export function LoudnessDialog({
	roomId,
	isOpen,
	onClose,
}: {
	roomId: string;
	isOpen: boolean;
	onClose: () => void;
}) {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	const loudness = useLoudness(roomId);
	return (
		<Dialog title={t("rooms.loudness")} isOpen={isOpen} onClose={onClose}>
			<Choice
				label={t("rooms.loudness")}
				value={loudness}
				isDisabled={busy}
				onChange={(wanted) =>
					void run(() => setLoudness(client, roomId, wanted)).then((done) => done && onClose())
				}
				options={choices.map((value) => ({
					value,
					label: t(`rooms.loudness.${value}`),
					detail: t(`rooms.loudness.${value}Means`),
				}))}
			/>
		</Dialog>
	);
}
