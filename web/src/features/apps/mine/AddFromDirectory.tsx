// A mini-app of the directory goes into a chat: its file is fetched here, compared with what the directory says of it, and
// shown in the chosen chat before it is sent.
import { useEffect, useState } from "react";
import { useT } from "@/lib/i18n";
import { hexHash } from "@/matrix/miniApps/file";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { SendSheet } from "../room/SendSheet";
import styles from "../room/Sheets.module.css";

/** What the directory says of it. */
export interface ListedApp {
	/** Where this server has its file. */
	url: string;
	name: string;
	/** Of the file, in hexadecimal. */
	sha256: string;
}

/** A chooser of chats, when the file is here. */
export function AddFromDirectory({ app, onClose }: { app: ListedApp; onClose: () => void }) {
	const t = useT();
	const [round, setRound] = useState(0);
	const [file, setFile] = useState<File | "failed">();
	// biome-ignore lint/correctness/useExhaustiveDependencies: another round asks again
	useEffect(() => {
		let isShown = true;
		setFile(undefined);
		fetched(app).then(
			(here) => isShown && setFile(here),
			() => isShown && setFile("failed"),
		);
		return () => {
			isShown = false;
		};
	}, [app, round]);
	if (file instanceof File) return <SendSheet message={{ file }} onClose={onClose} />;
	return (
		<Dialog title={t("apps.send.app", { name: app.name })} isOpen onClose={onClose}>
			<p className={styles.none} role="status">
				{t(file === "failed" ? "apps.add.failed" : "apps.add.fetching")}
			</p>
			{file === "failed" && <Button onPress={() => setRound((now) => now + 1)}>{t("apps.add.again")}</Button>}
		</Dialog>
	);
}

/** Public files: the request says nothing of who asks. */
async function fetched({ url, name, sha256 }: ListedApp): Promise<File> {
	const response = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer" });
	if (!response.ok) throw new Error(`${response.status}`);
	const bytes = new Uint8Array(await response.arrayBuffer());
	if ((await hexHash(bytes)) !== sha256) throw new Error("another file than the directory says");
	return new File([bytes], `${name}.xdc`, { type: "application/webxdc+zip" });
}
