// One collection of videos that I saved.
import { MoreHorizontal, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { IconButton } from "@/ui/Button";
import { Confirm } from "@/ui/Dialog";
import { Menu } from "@/ui/Menu";
import { Page } from "@/ui/Page";
import { useVideoApi } from "../api";
import { useFeed } from "../feed/feeds";
import { Grid } from "../pages/Grid";
import { collectionPath, personPath } from "../paths";
import styles from "./Collections.module.css";
import { removeCollection, rename, useCollections } from "./collections";
import { NameDialog } from "./NameDialog";

/** Mount with the id as key. */
export function CollectionPage({ id }: { id: string }) {
	const t = useT();
	const go = useNavigate();
	const api = useVideoApi();
	const { busy, run } = useAction();
	const me = useClient().getSafeUserId();
	const { items, reload } = useCollections();
	const [open, setOpen] = useState<"name" | "delete" | null>(null);
	const name = items?.find((one) => one.id === id)?.name ?? t("video.collection");
	const feed = useFeed({ kind: "saved", collection: id });
	const back = () => void go(`${personPath(me)}?tab=saved`);
	const close = () => setOpen(null);
	return (
		<Page
			title={<bdi>{name}</bdi>}
			onBack={back}
			backOnDesktop
			actions={
				<Menu
					label={t("video.collectionActions")}
					entries={[
						{ id: "name", label: t("video.rename"), icon: Pencil, perform: () => setOpen("name") },
						{
							id: "delete",
							label: t("video.collectionDelete"),
							icon: Trash2,
							danger: true,
							perform: () => setOpen("delete"),
						},
					]}
				>
					<IconButton icon={MoreHorizontal} label={t("video.collectionActions")} />
				</Menu>
			}
		>
			<div className={styles.page}>
				<Grid feed={feed} watch={`${collectionPath(id)}/watch`} empty="video.noneInCollection" fresh />
			</div>
			{open === "name" && (
				<NameDialog
					title={t("video.rename")}
					name={name}
					onClose={close}
					onName={async (now) => {
						await rename(api, id, now);
						reload();
					}}
				/>
			)}
			{open === "delete" && (
				<Confirm
					title={t("video.collectionDeleteTitle", { name })}
					confirm={t("video.collectionDelete")}
					danger
					pending={busy}
					isOpen
					onClose={close}
					onConfirm={() => void run(() => removeCollection(api, id)).then((worked) => worked && back())}
				>
					{t("video.collectionDeleteWords")}
				</Confirm>
			)}
		</Page>
	);
}
