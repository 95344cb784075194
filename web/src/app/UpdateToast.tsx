// Says once that a new version is ready.
import { useEffect } from "react";
import { useT } from "@/lib/i18n";
import { toast } from "@/ui/Toast";
import { isUpdateReady, onUpdate, takeUpdate } from "./updates";

let told = false;

/** Draws nothing itself. */
export function UpdateToast() {
	const t = useT();
	useEffect(() => {
		const tell = () => {
			if (told || !isUpdateReady()) return;
			told = true;
			toast(t("app.update.ready"), { label: t("app.update.take"), perform: takeUpdate }, { stays: true });
		};
		tell();
		return onUpdate(tell);
	}, [t]);
	return null;
}
