// Which mini-app to send into this chat: one of mine, or a file.
import { FolderOpen } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { useRef, useState } from "react";
import { useT } from "@/lib/i18n";
import { useOutbox } from "@/matrix/useOutbox";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Row } from "@/ui/List";
import { SearchBox } from "@/ui/SearchBox";
import { useAppsParts } from "../parts";
import { AppIcon } from "../room/AppIcon";
import sheets from "../room/Sheets.module.css";
import { found, kinds } from "./found";
import { sendApp } from "./SendApp";
import { useMyApps } from "./useMyApps";

interface AppPanelProps {
	room: Room;
	threadId: string | null;
	close: () => void;
}

/** A sheet. */
export default function AppPanel({ room, threadId, close }: AppPanelProps) {
	const t = useT();
	const outbox = useOutbox();
	const { offerFiles } = useAppsParts();
	const apps = kinds(useMyApps());
	const [typed, setTyped] = useState("");
	const picker = useRef<HTMLInputElement>(null);
	const shown = found(apps, typed);
	return (
		<Dialog
			title={t("apps.attach")}
			isOpen
			onClose={close}
			actions={
				<Button icon={FolderOpen} onPress={() => picker.current?.click()}>
					{t("apps.pick.file")}
				</Button>
			}
		>
			<input
				ref={picker}
				type="file"
				hidden
				accept=".xdc"
				data-testid="app-picker"
				onChange={({ target }) => {
					offerFiles([...(target.files ?? [])], room, threadId);
					close();
				}}
			/>
			{apps.length > 0 && <SearchBox label={t("apps.mine.search")} value={typed} onChange={setTyped} />}
			<div className={sheets.list}>
				{shown.map((app) => (
					<Row
						key={app.id}
						before={<AppIcon content={app.content} size={40} />}
						label={<bdi>{app.name}</bdi>}
						onPress={() => {
							void sendApp(outbox, app, room.roomId, threadId);
							close();
						}}
					/>
				))}
				{shown.length === 0 && (
					<p className={sheets.none}>{t(apps.length === 0 ? "apps.pick.empty" : "apps.mine.none")}</p>
				)}
			</div>
		</Dialog>
	);
}
