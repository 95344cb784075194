// My collections, above all that I saved.
import { FolderPlus, Images } from "lucide-react";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { collectionPath } from "../paths";
import styles from "./Collections.module.css";
import { useCollections } from "./collections";
import { NameDialog } from "./NameDialog";

/** A row of them that scrolls sideways; nothing where the server keeps none. */
export function Collections() {
	const t = useT();
	const go = useNavigate();
	const { items, create } = useCollections();
	const [naming, setNaming] = useState(false);
	if (!items) return null;
	return (
		<>
			<ul className={styles.row} aria-label={t("video.collections")}>
				<li>
					<button type="button" className={styles.card} onClick={() => setNaming(true)}>
						<span className={styles.cover} data-new>
							<FolderPlus size={26} strokeWidth={1.5} aria-hidden />
						</span>
						<span className={styles.name}>{t("video.newCollection")}</span>
					</button>
				</li>
				{items.map(({ id, name, count, poster }) => (
					<li key={id}>
						<Link to={collectionPath(id)} className={styles.card}>
							<span className={styles.cover}>
								{poster ? (
									<img src={poster} alt="" loading="lazy" draggable={false} />
								) : (
									<Images size={26} strokeWidth={1.5} aria-hidden />
								)}
							</span>
							<span className={styles.name} dir="auto">
								{name}
							</span>
							<span className={styles.count}>{t("video.videoCount", { count })}</span>
						</Link>
					</li>
				))}
			</ul>
			{naming && (
				<NameDialog
					title={t("video.newCollection")}
					onClose={() => setNaming(false)}
					onName={async (name) => void go(collectionPath((await create(name)).id))}
				/>
			)}
		</>
	);
}
