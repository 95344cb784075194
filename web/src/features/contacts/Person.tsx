// Somebody's page: who they are, what I call them, what we have in common, and what to do when they are a nuisance.
import { Ban, Flag, MessageCircle, Share2, Star, StarOff, UserMinus, UserPlus } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { keepPerson, keptPeople, useContacts } from "@/matrix/contacts";
import { openDirect } from "@/matrix/direct";
import { useProfile } from "@/matrix/directory";
import { useAvatarUrl } from "@/matrix/media";
import { remarkOf, useName } from "@/matrix/people";
import { useChanges, useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Avatar } from "@/ui/Avatar";
import { Button } from "@/ui/Button";
import { CircleAction, CircleActions } from "@/ui/CircleAction";
import { Empty } from "@/ui/Empty";
import { Group, Row } from "@/ui/List";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { toast } from "@/ui/Toast";
import { BlockDialog } from "./BlockDialog";
import { InCommon } from "./InCommon";
import styles from "./Person.module.css";
import { usePersonParts } from "./parts";
import { RemarkRow } from "./RemarkRow";
import { RemoveDialog } from "./RemoveDialog";
import { ReportDialog } from "./ReportDialog";
import { RequestCard } from "./RequestCard";
import { SayHello } from "./SayHello";
import { ShareDialog } from "./ShareDialog";

/** Mount with the user id as key. */
export function Person({ userId }: { userId: string }) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	useChanges(client, ["accountData"]);
	const profile = useProfile(userId);
	const back = () => void go("/contacts");
	const known = useName(userId);
	const mine = userId === client.getSafeUserId();
	const { people } = useContacts();
	// Whose account was deleted stays among my contacts until I take them off.
	if (profile === null && !people.some((one) => one.userId === userId))
		return (
			<Page title={t("contacts.profile")} onBack={back} bare>
				<Empty icon={UserPlus}>{t("contacts.nobody", { userId })}</Empty>
			</Page>
		);
	const found = typeof profile === "object" ? profile : null;
	const name = remarkOf(client, userId) ?? found?.name ?? known;
	return (
		<Page title={t("contacts.profile")} onBack={back}>
			<div className={styles.person}>
				<Hero userId={userId} name={name} called={found?.name} picture={found?.picture ?? null} />
				{mine ? <Notice>{t("contacts.thisIsYou")}</Notice> : <About userId={userId} name={name} />}
			</div>
		</Page>
	);
}

interface HeroProps {
	userId: string;
	name: string;
	/** What they call themselves, where I call them otherwise. */
	called: string | undefined;
	picture: string | null;
}

function Hero({ userId, name, called, picture }: HeroProps) {
	const t = useT();
	const { Badge } = usePersonParts();
	const src = useAvatarUrl(picture, 96);
	const copy = () => void navigator.clipboard.writeText(userId).then(() => toast(t("ui.copied")));
	return (
		<header className={styles.hero}>
			<Avatar id={userId} name={name} src={src} size={96} />
			<h2 className={styles.name} dir="auto">
				{name} {Badge && <Badge userId={userId} />}
			</h2>
			{called && called !== name && (
				<p className={styles.faded} dir="auto">
					{t("contacts.calls", { name: called })}
				</p>
			)}
			<Button kind="quiet" small onPress={copy}>
				<span className={styles.id} dir="ltr">
					{userId}
				</span>
			</Button>
		</header>
	);
}

function About({ userId, name }: { userId: string; name: string }) {
	const t = useT();
	const client = useClient();
	const { Verification } = usePersonParts();
	const { people, requests } = useContacts();
	const contact = people.find((one) => one.userId === userId);
	const room = contact?.room;
	const request = requests.find((one) => one.userId === userId);
	return (
		<>
			{request && <RequestCard request={request} />}
			{client.isUserIgnored(userId) && <Notice kind="warning">{t("contacts.isBlocked")}</Notice>}
			{contact?.waiting && <Notice>{t("contacts.waitingLong", { name })}</Notice>}
			<MainActions userId={userId} name={name} hasChat={Boolean(room)} />
			<Group>
				<RemarkRow userId={userId} name={name} />
				{Verification && room?.hasEncryptionStateEvent() && <Verification userId={userId} room={room} />}
			</Group>
			<InCommon userId={userId} />
			<Safety userId={userId} name={name} isContact={contact !== undefined} />
		</>
	);
}

function MainActions({ userId, name, hasChat }: { userId: string; name: string; hasChat: boolean }) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const { busy, run } = useAction();
	const [open, setOpen] = useState<"hello" | "share" | null>(null);
	const kept = keptPeople(client).includes(userId);
	const message = () =>
		void run(async () => {
			void go(`/chat/${encodeURIComponent(await openDirect(client, userId))}`);
		});
	return (
		<>
			<CircleActions>
				<CircleAction
					icon={hasChat ? MessageCircle : UserPlus}
					label={t(hasChat ? "contacts.message" : "contacts.addShort")}
					primary
					isDisabled={busy}
					onPress={hasChat ? message : () => setOpen("hello")}
				/>
				<CircleAction icon={Share2} label={t("contacts.share")} onPress={() => setOpen("share")} />
				{!hasChat && (
					<CircleAction
						icon={kept ? StarOff : Star}
						label={t(kept ? "contacts.unkeep" : "contacts.keep")}
						onPress={() => void run(() => keepPerson(client, userId, !kept))}
					/>
				)}
			</CircleActions>
			<SayHello userId={userId} name={name} isOpen={open === "hello"} onClose={() => setOpen(null)} />
			<ShareDialog userId={userId} name={name} isOpen={open === "share"} onClose={() => setOpen(null)} />
		</>
	);
}

function Safety({ userId, name, isContact }: { userId: string; name: string; isContact: boolean }) {
	const t = useT();
	const client = useClient();
	const { run } = useAction();
	const [open, setOpen] = useState<"block" | "report" | "remove" | null>(null);
	const blocked = client.isUserIgnored(userId);
	const dialog = { userId, name, onClose: () => setOpen(null) };
	const unblock = () =>
		void run(() => client.setIgnoredUsers(client.getIgnoredUsers().filter((one) => one !== userId)));
	return (
		<Group>
			{isContact && (
				<Row icon={UserMinus} label={t("contacts.remove")} danger onPress={() => setOpen("remove")} />
			)}
			{blocked ? (
				<Row icon={Ban} label={t("contacts.unblock")} onPress={unblock} />
			) : (
				<Row icon={Ban} label={t("contacts.block")} danger onPress={() => setOpen("block")} />
			)}
			<Row icon={Flag} label={t("contacts.report")} danger onPress={() => setOpen("report")} />
			<BlockDialog {...dialog} isOpen={open === "block"} />
			<ReportDialog {...dialog} isOpen={open === "report"} />
			<RemoveDialog {...dialog} isOpen={open === "remove"} />
		</Group>
	);
}
