// My mini-apps: those that were opened on this device, the last one first, with what they keep here.
import { Blocks, MoreVertical, SearchX, Send, Trash2 } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { ago } from "@/lib/ago";
import { useLanguage, useT } from "@/lib/i18n";
import { useNameScreen } from "@/lib/screenName";
import { sizeWords } from "@/lib/size";
import { originLabel } from "@/matrix/miniApps/address";
import type { OpenedApp } from "@/matrix/miniApps/kept";
import { roomNameOf } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { directRooms } from "@/matrix/rooms";
import { Button, IconButton } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Row } from "@/ui/List";
import { Menu } from "@/ui/Menu";
import { Page } from "@/ui/Page";
import { SearchBox } from "@/ui/SearchBox";
import { AppIcon } from "../room/AppIcon";
import { appPath } from "../room/paths";
import { RemoveApp } from "../room/RemoveApp";
import { found } from "./found";
import styles from "./MyApps.module.css";
import { SendApp } from "./SendApp";
import { useMyApps, useSizes } from "./useMyApps";

type Open = { kind: "send" | "remove"; app: OpenedApp } | null;

/** A page of Discover. */
export function MyApps() {
	const t = useT();
	const go = useNavigate();
	const language = useLanguage();
	const client = useClient();
	const apps = useMyApps();
	const sizes = useSizes(apps);
	useNameScreen(t("apps.mine.title"));
	const [typed, setTyped] = useState("");
	const [open, setOpen] = useState<Open>(null);
	const shown = found(apps, typed);
	const total = [...sizes.values()].reduce((sum, one) => sum + one, 0);
	return (
		<Page
			title={t("apps.mine.title")}
			onBack={() => void go("/discover")}
			backOnDesktop
			above={
				apps.length > 0 && (
					<div className={styles.search}>
						<SearchBox label={t("apps.mine.search")} value={typed} onChange={setTyped} />
					</div>
				)
			}
		>
			{apps.length > 0 && (
				<p className={styles.total}>{t("apps.mine.total", { size: sizeWords(total, language) })}</p>
			)}
			<ul className={styles.list}>
				{shown.map((app) => (
					<li key={app.id} className={styles.app}>
						<Row
							to={appPath(app.roomId, app.id)}
							before={<AppIcon content={app.content} />}
							label={<bdi>{app.name}</bdi>}
							detail={<Detail app={app} bytes={sizes.get(app.id) ?? 0} />}
						/>
						<Menu
							label={t("apps.mine.more", { name: app.name })}
							entries={[
								{
									id: "send",
									label: t("apps.mine.send"),
									icon: Send,
									perform: () => setOpen({ kind: "send", app }),
								},
								{
									id: "remove",
									label: t("apps.remove.action"),
									icon: Trash2,
									danger: true,
									separated: true,
									perform: () => setOpen({ kind: "remove", app }),
								},
							]}
						>
							<IconButton icon={MoreVertical} label={t("apps.mine.more", { name: app.name })} />
						</Menu>
					</li>
				))}
			</ul>
			{apps.length === 0 && (
				<Empty
					icon={Blocks}
					action={
						<Button kind="primary" onPress={() => void go("/discover")}>
							{t("apps.mine.find")}
						</Button>
					}
				>
					{t("apps.mine.empty")}
				</Empty>
			)}
			{apps.length > 0 && shown.length === 0 && <Empty icon={SearchX}>{t("apps.mine.none")}</Empty>}
			{open?.kind === "send" && <SendApp app={open.app} onClose={() => setOpen(null)} />}
			{open?.kind === "remove" && (
				<RemoveApp
					app={{
						id: open.app.id,
						name: open.app.name,
						label: () => originLabel(client, open.app.roomId, open.app.id),
					}}
					onClose={() => setOpen(null)}
					onRemoved={() => undefined}
				/>
			)}
		</Page>
	);
}

/** The chat, when it was opened, and what it keeps. */
function Detail({ app, bytes }: { app: OpenedApp; bytes: number }) {
	const language = useLanguage();
	const client = useClient();
	const room = client.getRoom(app.roomId);
	const chat = room && roomNameOf(client, room, directRooms(client).get(app.roomId) ?? null);
	return (
		<bdi>{[chat, ago(app.opened, language), sizeWords(bytes, language)].filter(Boolean).join(" · ")}</bdi>
	);
}
