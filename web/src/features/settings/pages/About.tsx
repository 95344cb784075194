// What this is, what runs it, and what the server keeps.
import { Code, Scale, Server, Tag } from "lucide-react";
import { useEffect, useState } from "react";
import { useT } from "@/lib/i18n";
import { type Host, hostInfo } from "@/matrix/register";
import { Group, Row } from "@/ui/List";
import { Logo } from "@/ui/Logo";
import styles from "../Settings.module.css";

/** The page. */
export function About() {
	const t = useT();
	const [host, setHost] = useState<Host | null>(null);
	useEffect(() => {
		let shown = true;
		hostInfo().then(
			(said) => shown && setHost(said),
			() => undefined,
		);
		return () => {
			shown = false;
		};
	}, []);
	return (
		<>
			<div className={styles.mark}>
				<Logo size={72} />
				<strong>Causeway</strong>
				<p>{t("settings.about.words")}</p>
			</div>
			<Group>
				<Row
					icon={Server}
					label={t("settings.about.server")}
					value={host?.name ?? host?.server_name ?? "…"}
				/>
				<Row icon={Tag} label={t("settings.about.version")} value={host?.version ?? "…"} />
				<Row icon={Scale} label={t("settings.about.licence")} value="AGPL-3.0-or-later" />
				<Row icon={Code} label={t("settings.about.source")} detail={t("settings.about.sourceWords")} />
			</Group>
			<Group title={t("settings.about.keeps")}>
				<ul className={styles.list}>
					<li>{t("settings.about.keeps.messages")}</li>
					<li>{t("settings.about.keeps.open")}</li>
					<li>{t("settings.about.keeps.account")}</li>
					<li>{t("settings.about.keeps.addresses")}</li>
					<li>{t("settings.about.keeps.not")}</li>
				</ul>
			</Group>
		</>
	);
}
