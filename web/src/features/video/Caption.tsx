// A caption with its tags and people as links; long ones are folded.
import { useState } from "react";
import { Link } from "react-router";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import styles from "./Caption.module.css";
import { captionParts } from "./captions";
import { personPath, tagPath } from "./paths";

/** More than this is folded at first. */
const foldFrom = 120;

/** `whole`: nothing is folded. */
export function Caption({ text, whole = false }: { text: string; whole?: boolean }) {
	const t = useT();
	const client = useClient();
	const [open, setOpen] = useState(whole);
	const long = text.length > foldFrom || text.split("\n").length > 3;
	return (
		<div className={styles.caption} data-folded={(long && !open) || undefined}>
			<p dir="auto">
				{captionParts(text, client.getDomain() ?? "").map((part, i) =>
					part.kind === "words" ? (
						<span key={i}>{part.text}</span>
					) : (
						<Link
							key={i}
							to={part.kind === "tag" ? tagPath(part.tag) : personPath(part.userId)}
							className={styles.link}
						>
							<bdi>{part.text}</bdi>
						</Link>
					),
				)}
			</p>
			{long && !whole && (
				<button type="button" className={styles.more} onClick={() => setOpen(!open)}>
					{t(open ? "video.less" : "video.more")}
				</button>
			)}
		</div>
	);
}
