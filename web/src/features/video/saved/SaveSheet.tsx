// Where a video that I save is kept: one of my collections, or a new one.
import { Bookmark, BookmarkX, FolderPlus, Images } from "lucide-react";
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { useAction } from "@/matrix/useAction";
import { Dialog } from "@/ui/Dialog";
import { Group, Row } from "@/ui/List";
import { SkeletonRows } from "@/ui/Skeleton";
import { toast } from "@/ui/Toast";
import { useVideoApi } from "../api";
import { useActs } from "../feed/acts";
import { changeVideo, useVideo } from "../feed/videos";
import { saveTo, useCollections } from "./collections";
import { NameDialog } from "./NameDialog";
import styles from "./SaveSheet.module.css";

/** Over the player. */
export function SaveSheet({ id, onClose }: { id: string; onClose: () => void }) {
	const t = useT();
	const api = useVideoApi();
	const acts = useActs();
	const video = useVideo(id);
	const { run } = useAction();
	const { items, error, create } = useCollections();
	const [naming, setNaming] = useState(false);
	const keep = async (collection: string | null, name: string) => {
		await saveTo(api, id, collection);
		changeVideo(id, (now) =>
			now.saved ? now : { ...now, saved: true, counts: { ...now.counts, saves: now.counts.saves + 1 } },
		);
		toast(t("video.savedTo", { name }));
	};
	const keepAnd = (collection: string | null, name: string) =>
		void run(() => keep(collection, name)).then((worked) => worked && onClose());
	if (naming)
		return (
			<NameDialog
				title={t("video.newCollection")}
				dark
				onClose={onClose}
				onName={async (name) => keep((await create(name)).id, name)}
			/>
		);
	return (
		<Dialog title={t("video.saveTo")} isOpen onClose={onClose} dark>
			<Group>
				<Row
					icon={Bookmark}
					label={t("video.tab.saved")}
					onPress={() => keepAnd(null, t("video.tab.saved"))}
				/>
				{!items && !error && <SkeletonRows rows={2} label={t("video.loading")} />}
				{items?.map(({ id: collection, name, count, poster }) => (
					<Row
						key={collection}
						before={
							<span className={styles.cover}>
								{poster ? (
									<img src={poster} alt="" draggable={false} />
								) : (
									<Images size={20} strokeWidth={1.75} aria-hidden />
								)}
							</span>
						}
						label={<bdi>{name}</bdi>}
						detail={t("video.videoCount", { count })}
						onPress={() => keepAnd(collection, name)}
					/>
				))}
				{items && <Row icon={FolderPlus} label={t("video.newCollection")} onPress={() => setNaming(true)} />}
				{video?.saved && (
					<Row
						icon={BookmarkX}
						label={t("video.unsave")}
						danger
						onPress={() => {
							acts.save(video, false);
							onClose();
						}}
					/>
				)}
			</Group>
		</Dialog>
	);
}
