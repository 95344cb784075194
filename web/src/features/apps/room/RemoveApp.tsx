// Asks before a mini-app and all that it keeps go from this device.
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { Confirm } from "@/ui/Dialog";
import { toast } from "@/ui/Toast";
import { wipe } from "../frame/wipe";
import { useMiniApps } from "./useShared";

interface RemoveAppProps {
	app: { id: string; name: string; label: () => Promise<string> };
	onClose: () => void;
	onRemoved: () => void;
}

/** The message stays in the chat: from there it can be opened anew. */
export function RemoveApp({ app, onClose, onRemoved }: RemoveAppProps) {
	const t = useT();
	const desk = useMiniApps();
	const [pending, setPending] = useState(false);
	const remove = async () => {
		setPending(true);
		await desk.remove(app.id);
		await wipe(await app.label()).catch(() => toast(t("apps.remove.offline")));
		onClose();
		onRemoved();
	};
	return (
		<Confirm
			title={t("apps.remove.title", { name: app.name })}
			confirm={t("apps.remove.confirm")}
			danger
			isOpen
			pending={pending}
			onClose={onClose}
			onConfirm={() => void remove()}
		>
			{t("apps.remove.words")}
		</Confirm>
	);
}
