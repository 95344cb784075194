// The directory, from the host's side: versions of mini-apps that wait, what people reported, what is recommended.
import { useState } from "react";
import { type MessageId, useT } from "@/lib/i18n";
import { Chips } from "@/ui/Chips";
import styles from "../Admin.module.css";
import { Curate } from "./Curate";
import { DirectoryReports } from "./DirectoryReports";
import { Releases } from "./Releases";
import { Subscriptions } from "./Subscriptions";

const parts = {
	releases: () => <Releases open />,
	decided: () => <Releases open={false} />,
	reports: DirectoryReports,
	entries: Curate,
	subscriptions: Subscriptions,
} as const;
type Part = keyof typeof parts;

/** The tab. */
export function DirectoryPage() {
	const t = useT();
	const [part, setPart] = useState<Part>("releases");
	const Body = parts[part];
	return (
		<>
			<p className={styles.intro}>{t("admin.directory.intro")}</p>
			<div className={styles.top}>
				<Chips
					label={t("admin.directory")}
					options={(Object.keys(parts) as Part[]).map((value) => ({
						value,
						label: t(`admin.directory.${value}` as MessageId),
					}))}
					value={part}
					onChange={setPart}
				/>
			</div>
			<Body />
		</>
	);
}
