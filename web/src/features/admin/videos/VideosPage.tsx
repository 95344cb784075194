// Short videos on this server: what was reported, what authors say to decisions, what was decided, what may not come back.
import { useSearchParams } from "react-router";
import { type MessageId, useT } from "@/lib/i18n";
import { Chips } from "@/ui/Chips";
import { Appeals } from "./Appeals";
import { Audit } from "./Audit";
import { Blocklist } from "./Blocklist";
import { Queue } from "./Queue";
import styles from "./Videos.module.css";

const parts = ["open", "decided", "appeals", "audit", "blocklist"] as const;
type Part = (typeof parts)[number];

/** The tab; which part is shown stands in the address. */
export function VideosPage() {
	const t = useT();
	const [query, setQuery] = useSearchParams();
	const part: Part = parts.find((one) => one === query.get("show")) ?? "open";
	return (
		<>
			<div className={styles.parts}>
				<Chips<Part>
					label={t("admin.videos")}
					options={parts.map((value) => ({ value, label: t(`admin.videos.${value}` as MessageId) }))}
					value={part}
					onChange={(show) => setQuery(show === "open" ? {} : { show }, { replace: true })}
				/>
			</div>
			{part === "open" && <Queue key="open" open />}
			{part === "decided" && <Queue key="decided" open={false} />}
			{part === "appeals" && <Appeals />}
			{part === "audit" && <Audit />}
			{part === "blocklist" && <Blocklist />}
		</>
	);
}
