// A mini-app in full size: its name, who is in the chat, what can be done with it; and the app itself.
import { Blocks, Info, MoreVertical, RotateCw, Trash2 } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { useNameScreen } from "@/lib/screenName";
import { useAllMembers } from "@/matrix/members";
import { appIn } from "@/matrix/miniApps/events";
import { fileSize } from "@/matrix/miniApps/file";
import type { OpenedApp } from "@/matrix/miniApps/kept";
import { isReviewed } from "@/matrix/miniApps/reviewed";
import { PersonAvatar, roomNameOf } from "@/matrix/people";
import { useClient, useRoom } from "@/matrix/react";
import { directRooms } from "@/matrix/rooms";
import { IconButton } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Menu } from "@/ui/Menu";
import { Page } from "@/ui/Page";
import { SkeletonRows } from "@/ui/Skeleton";
import { MiniAppFrame } from "../frame/MiniAppFrame";
import type { Instance } from "../Instance";
import { AboutApp } from "./AboutApp";
import { AppIcon } from "./AppIcon";
import styles from "./AppScreen.module.css";
import { ImportSheet } from "./ImportSheet";
import { RemoveApp } from "./RemoveApp";
import { roomInstance } from "./roomInstance";
import { SendSheet } from "./SendSheet";
import { useAppContent } from "./useAppContent";
import { useReadHere } from "./useReadHere";
import { useMiniApps } from "./useShared";
import { UnlessWithdrawn } from "./Withdrawn";

interface AppScreenProps {
	id: string;
	roomId: string | null;
	/** A place within the app. */
	href: string | null;
}

/** Mount with the app's id as key. */
export function AppScreen({ id, roomId, href }: AppScreenProps) {
	const t = useT();
	const room = useRoom(useRoomOf(id, roomId) ?? undefined);
	const back = useBack(room);
	if (!room)
		return (
			<Page title={t("apps.title")} onBack={back} backOnDesktop bare>
				<Empty icon={Blocks}>{t("apps.screen.unknown")}</Empty>
			</Page>
		);
	return <InRoom id={id} room={room} href={href} onBack={back} />;
}

/** A link may not say the room: of an app that was opened here it is known. */
function useRoomOf(id: string, named: string | null): string | null {
	const desk = useMiniApps();
	const [listed, setListed] = useState(false);
	useEffect(() => void desk.whenListed().then(() => setListed(true)), [desk]);
	return named ?? (listed ? (desk.opened().find((one) => one.id === id)?.roomId ?? null) : null);
}

/** Back where one came from; who came by a link comes to the chat. */
function useBack(room: Room | null): () => void {
	const go = useNavigate();
	const { key } = useLocation();
	return () => {
		if (key === "default")
			void go(room ? `/chat/${encodeURIComponent(room.roomId)}` : "/chat", { replace: true });
		// One step of the browser's history may be one of the app's own: `navigation` knows this page's steps alone.
		else if ("navigation" in window && navigation.canGoBack) navigation.back();
		else void go(-1);
	};
}

interface InRoomProps {
	id: string;
	room: Room;
	href: string | null;
	onBack: () => void;
}

function InRoom({ id, room, href, onBack }: InRoomProps) {
	const t = useT();
	const content = useAppContent(room, id);
	if (content === "loading")
		return (
			<Page title={t("apps.title")} onBack={onBack} backOnDesktop bare>
				<SkeletonRows label={t("apps.screen.loading")} />
			</Page>
		);
	if (content === "gone" || content === "unreadable")
		return (
			<Page title={t("apps.title")} onBack={onBack} backOnDesktop bare>
				<Empty icon={Blocks}>{t(`apps.screen.${content}`)}</Empty>
			</Page>
		);
	return <Running id={id} content={content} room={room} href={href} onBack={onBack} />;
}

/** What is open over the app. */
type Sheet =
	| { kind: "about" }
	| { kind: "remove" }
	| { kind: "send"; message: Parameters<Instance["sendToChat"]>[0] }
	| { kind: "import"; filter: Parameters<Instance["importFiles"]>[0]; done: (files: File[]) => void };

interface RunningProps extends InRoomProps {
	content: Record<string, unknown>;
}

function Running({ id, content: given, room, href, onBack }: RunningProps) {
	// The same as long as it is open, wherever it comes from meanwhile: another one would start the app again.
	const [content] = useState(given);
	const t = useT();
	const client = useClient();
	const reviewed = useCallback((sha256: string) => isReviewed(client, sha256), [client]);
	const desk = useMiniApps();
	const [sheet, setSheet] = useState<Sheet | null>(null);
	const [round, setRound] = useState(0);
	const instance = useMemo(
		() =>
			roomInstance(
				desk,
				{ id, content, room },
				{
					sendToChat: (message) => setSheet({ kind: "send", message }),
					importFiles: (filter) => new Promise((done) => setSheet({ kind: "import", filter, done })),
				},
			),
		[desk, id, content, room],
	);
	const name = instance?.name ?? "";
	useReadHere(room, id);
	useNoted({ id, roomId: room.roomId, name, content });
	if (!instance) return null;
	const close = () => setSheet(null);
	return (
		<Page
			bare
			backOnDesktop
			onBack={onBack}
			title={<Title content={content} room={room} name={name} />}
			actions={
				<>
					<Members room={room} />
					<Menu
						label={t("apps.screen.more")}
						entries={[
							{
								id: "about",
								label: t("apps.about.title"),
								icon: Info,
								perform: () => setSheet({ kind: "about" }),
							},
							{
								id: "reload",
								label: t("apps.screen.reload"),
								icon: RotateCw,
								perform: () => setRound((now) => now + 1),
							},
							{
								id: "remove",
								label: t("apps.remove.action"),
								icon: Trash2,
								danger: true,
								separated: true,
								perform: () => setSheet({ kind: "remove" }),
							},
						]}
					>
						<IconButton icon={MoreVertical} label={t("apps.screen.more")} />
					</Menu>
				</>
			}
		>
			<UnlessWithdrawn instance={instance} sha256={appIn(content)?.sha256 ?? null} onBack={onBack}>
				<MiniAppFrame
					key={round}
					instance={instance}
					isReviewed={reviewed}
					{...(href && { href })}
					onClosed={onBack}
				/>
			</UnlessWithdrawn>
			{sheet?.kind === "about" && <AboutApp bytes={fileSize(content)} instance={instance} onClose={close} />}
			{sheet?.kind === "remove" && <RemoveApp app={instance} onClose={close} onRemoved={onBack} />}
			{sheet?.kind === "send" && <SendSheet message={sheet.message} onClose={close} />}
			{sheet?.kind === "import" && (
				<ImportSheet
					room={room}
					filter={sheet.filter}
					onDone={(files) => {
						sheet.done(files);
						close();
					}}
				/>
			)}
		</Page>
	);
}

/** Notes that it was opened, for "My mini-apps", and so that it opens without the chat's history. */
function useNoted(app: Omit<OpenedApp, "opened">): void {
	const desk = useMiniApps();
	const noted = useRef<string>(undefined);
	useEffect(() => {
		if (noted.current === app.id) return;
		noted.current = app.id;
		void desk.noteOpened({ ...app, content: { ...app.content }, opened: Date.now() });
	}, [desk, app]);
}

function Title({ content, room, name }: { content: Record<string, unknown>; room: Room; name: string }) {
	const client = useClient();
	const chat = roomNameOf(client, room, directRooms(client).get(room.roomId) ?? null);
	useNameScreen(`${name} · ${chat}`);
	return (
		<span className={styles.title}>
			<AppIcon content={content} size={32} />
			<span className={styles.names}>
				<bdi className={styles.name}>{name}</bdi>
				<bdi className={styles.room}>{chat}</bdi>
			</span>
		</span>
	);
}

const facesMost = 4;

/** Who is in the chat and so sees what one does in the app. */
function Members({ room }: { room: Room }) {
	const t = useT();
	useAllMembers(room);
	const members = room.getJoinedMembers();
	return (
		<span
			className={styles.members}
			role="img"
			aria-label={t("apps.screen.members", { count: members.length })}
		>
			{members.slice(0, facesMost).map(({ userId }) => (
				<PersonAvatar key={userId} userId={userId} room={room} size={26} />
			))}
			{members.length > facesMost && <small>+{members.length - facesMost}</small>}
		</span>
	);
}
