// Videos of a list (of somebody, of a tag) or one by its address, over the screen from which they were opened.
import { ArrowLeft } from "lucide-react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { IconButton } from "@/ui/Button";
import type { Source } from "../api";
import { useFeed } from "../feed/feeds";
import { Player } from "../player/Player";
import styles from "./Watch.module.css";

interface WatchProps {
	source: Source;
	/** Where the arrow leads when nothing was before it. */
	back: string;
	/** Whether the comments of the one video are open. */
	comments?: boolean;
}

/** Mount with the source as key. */
export function Watch({ source, back, comments }: WatchProps) {
	const t = useT();
	const go = useNavigate();
	const feed = useFeed(source);
	const leave = () =>
		void ((history.state as { idx?: number } | null)?.idx ? go(-1) : go(back, { replace: true }));
	return (
		<div className={styles.watch} data-theme="dark">
			<h1 className="visually-hidden">{t("video.title")}</h1>
			<span className={styles.back}>
				<IconButton icon={ArrowLeft} label={t("ui.back")} onPress={leave} />
			</span>
			<Player
				feed={feed}
				opens={comments && source.kind === "one" ? { kind: "comments", id: source.id } : null}
			/>
		</div>
	);
}
