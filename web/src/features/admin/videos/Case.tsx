// One thing to decide about, or that was decided: its picture, its words, and whose it is.
import { MessageSquareText, UserRound, Video } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useT } from "@/lib/i18n";
import { nameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import styles from "../Admin.module.css";
import type { ReportedVideo } from "./shapes";
import own from "./Videos.module.css";

interface CaseProps {
	video: ReportedVideo | null;
	/** Whose it is. */
	userId: string | null;
	comment?: string | null;
	children: ReactNode;
	/** Buttons. */
	acts?: ReactNode;
}

/** A list item. */
export function Case({ video, userId, comment = null, children, acts }: CaseProps) {
	const t = useT();
	const client = useClient();
	const poster = video?.poster;
	const Sign = comment !== null ? MessageSquareText : video ? Video : UserRound;
	return (
		<li className={own.case}>
			<span className={own.poster}>
				{poster ? (
					<img src={poster} alt="" loading="lazy" draggable={false} />
				) : (
					<Sign size={26} strokeWidth={1.5} aria-hidden />
				)}
			</span>
			<div className={own.about}>
				{children}
				{comment && (
					<blockquote className={styles.quote} dir="auto">
						{comment}
					</blockquote>
				)}
				{!comment && video?.caption && (
					<p className={own.caption} dir="auto">
						{video.caption}
					</p>
				)}
				<p className={styles.ways}>
					{userId && (
						<Link to={`/admin/people?search=${encodeURIComponent(userId)}`}>
							<bdi>{nameOf(client, userId)}</bdi>
						</Link>
					)}
					{video && <Link to={`/v/${encodeURIComponent(video.id)}`}>{t("admin.videos.watch")}</Link>}
				</p>
				{acts && <div className={own.acts}>{acts}</div>}
			</div>
		</li>
	);
}
