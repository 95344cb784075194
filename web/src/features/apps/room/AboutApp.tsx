// What a mini-app is, where its source is, what it may and what it keeps.
import { Code, HardDrive, Package, ShieldCheck } from "lucide-react";
import { useEffect, useState } from "react";
import { useLanguage, useT } from "@/lib/i18n";
import { sizeWords } from "@/lib/size";
import { Dialog } from "@/ui/Dialog";
import { Group, Row } from "@/ui/List";
import { readArchive } from "../frame/archive";
import type { Instance } from "../Instance";
import styles from "./AboutApp.module.css";
import { useMiniApps } from "./useShared";

interface AboutAppProps {
	/** Of the file. */
	bytes: number;
	instance: Instance;
	onClose: () => void;
}

/** A sheet. */
export function AboutApp({ bytes, instance, onClose }: AboutAppProps) {
	const t = useT();
	const language = useLanguage();
	const source = useSource(instance);
	const kept = useKeptBytes(instance.id);
	return (
		<Dialog title={t("apps.about.title")} isOpen onClose={onClose}>
			<Group>
				<Row
					icon={Package}
					label={<bdi>{instance.name}</bdi>}
					detail={t("apps.about.file", { size: sizeWords(bytes, language) })}
				/>
				<Row
					icon={HardDrive}
					label={t("apps.about.storage")}
					detail={t("apps.about.storageWords")}
					value={sizeWords(kept, language)}
				/>
				<Row
					icon={Code}
					label={t("apps.about.source")}
					detail={
						source ? (
							// The whole address is shown before anybody goes there (webxdc 1.3).
							<a href={source} target="_blank" rel="noopener noreferrer" dir="ltr" className={styles.link}>
								{source}
							</a>
						) : (
							t("apps.about.noSource")
						)
					}
				/>
				<Row icon={ShieldCheck} label={t("apps.about.alone")} detail={t("apps.about.aloneWords")} />
			</Group>
		</Dialog>
	);
}

/** The address in its manifest, if it is one for a browser. */
function useSource(instance: Instance): string | null {
	const [source, setSource] = useState<string | null>(null);
	useEffect(() => {
		let shown = true;
		const read = async () => {
			const { manifest } = await readArchive(await instance.archive());
			const url = URL.parse(manifest.source_code_url ?? "");
			if (shown && url?.protocol === "https:") setSource(url.href);
		};
		// What is wrong with the file says the frame.
		read().catch(() => undefined);
		return () => {
			shown = false;
		};
	}, [instance]);
	return source;
}

function useKeptBytes(id: string): number {
	const desk = useMiniApps();
	const [bytes, setBytes] = useState(0);
	useEffect(() => void desk.bytesOf(id).then(setBytes), [desk, id]);
	return bytes;
}
