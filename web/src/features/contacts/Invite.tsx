// Inviting somebody to this server: a link for one person, and those that I gave out. Where everybody may join, my own
// link does: it leads through the door to my page.
import { Link2, Ticket } from "lucide-react";
import type { MatrixClient } from "matrix-js-sdk";
import { useCallback, useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { useLanguage, useT } from "@/lib/i18n";
import { RequestError } from "@/matrix/http";
import {
	type Invitation,
	invitationLink,
	makeInvitation,
	myInvitations,
	revokeInvitation,
} from "@/matrix/invitations";
import { nameOf, useName } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { type Host, hostInfo } from "@/matrix/register";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Confirm, Dialog } from "@/ui/Dialog";
import { Empty } from "@/ui/Empty";
import { Group, Row } from "@/ui/List";
import { Page } from "@/ui/Page";
import { ShareLink } from "@/ui/ShareLink";
import { SkeletonRows } from "@/ui/Skeleton";
import { personLink, useHere } from "./links";
import styles from "./Person.module.css";

/** The place /contacts/invite. */
export function Invite() {
	const t = useT();
	const go = useNavigate();
	const host = useHost();
	return (
		<Page title={t("contacts.invite")} onBack={() => void go("/contacts")}>
			<div className={styles.person}>
				{host === undefined ? (
					<SkeletonRows rows={3} label={t("contacts.searching")} />
				) : host?.registration === "invite" ? (
					<ByInvitation />
				) : host?.registration === "closed" || host?.registration === "token" ? (
					<Empty icon={Ticket}>{t("contacts.inviteByHost")}</Empty>
				) : (
					<ByLink />
				)}
			</div>
		</Page>
	);
}

/** `null`: the server does not say. */
function useHost(): Host | null | undefined {
	const [host, setHost] = useState<Host | null>();
	useEffect(() => {
		hostInfo().then(setHost, () => setHost(null));
	}, []);
	return host;
}

function ByLink() {
	const t = useT();
	const client = useClient();
	const userId = client.getSafeUserId();
	const name = useName(userId);
	const here = useHere();
	return (
		<>
			<p className={styles.hint}>{t("contacts.inviteOpen")}</p>
			<ShareLink
				link={personLink(userId, here)}
				label={t("contacts.inviteCode")}
				words={t("contacts.inviteWords", { name, host: here.serverName })}
			/>
		</>
	);
}

function ByInvitation() {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	const { invitations, refused, reload } = useMine(client);
	const [shown, setShown] = useState<string | null>(null);
	const make = () =>
		void run(
			async () => {
				setShown((await makeInvitation(client)).token);
				reload();
			},
			{ M_FORBIDDEN: "contacts.inviteMany" },
		);
	if (refused) return <Empty icon={Ticket}>{t("contacts.inviteByHost")}</Empty>;
	return (
		<>
			<p className={styles.hint}>{t("contacts.inviteOne")}</p>
			<Button kind="primary" wide icon={Link2} isPending={busy} onPress={make}>
				{t("contacts.inviteMake")}
			</Button>
			{invitations && invitations.length > 0 && (
				<Group title={t("contacts.inviteMine")}>
					{invitations.map((one) => (
						<InvitationRow
							key={one.token}
							invitation={one}
							onShow={() => setShown(one.token)}
							onRevoked={reload}
						/>
					))}
				</Group>
			)}
			<InvitationDialog token={shown} onClose={() => setShown(null)} />
		</>
	);
}

function useMine(client: MatrixClient) {
	const [invitations, setInvitations] = useState<readonly Invitation[]>();
	const [refused, setRefused] = useState(false);
	const reload = useCallback(() => {
		myInvitations(client).then(setInvitations, (error: unknown) => {
			// A server without invitations, or one whose host gives them out alone.
			if (error instanceof RequestError && error.status !== 0) setRefused(true);
		});
	}, [client]);
	useEffect(reload, [reload]);
	return { invitations, refused, reload };
}

function InvitationDialog({ token, onClose }: { token: string | null; onClose: () => void }) {
	const t = useT();
	const client = useClient();
	const name = useName(client.getSafeUserId());
	const { serverName } = useHere();
	return (
		<Dialog title={t("contacts.inviteTitle")} isOpen={token !== null} onClose={onClose}>
			{token && (
				<ShareLink
					link={invitationLink(token)}
					label={t("contacts.inviteCode")}
					words={t("contacts.inviteWords", { name, host: serverName })}
				/>
			)}
		</Dialog>
	);
}

function InvitationRow({
	invitation,
	onShow,
	onRevoked,
}: {
	invitation: Invitation;
	onShow: () => void;
	onRevoked: () => void;
}) {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	const [asking, setAsking] = useState(false);
	const date = new Intl.DateTimeFormat(useLanguage(), { dateStyle: "medium" });
	const { used_by: usedBy, expires_ts: expires, created_ts: created, token } = invitation;
	const over = expires !== null && expires < Date.now();
	const state = usedBy
		? t("contacts.inviteUsed", { name: nameOf(client, usedBy) })
		: over
			? t("contacts.inviteOver")
			: expires !== null
				? t("contacts.inviteUntil", { date: date.format(expires) })
				: t("contacts.inviteGood");
	const revoke = async () => {
		if (!(await run(() => revokeInvitation(client, token)))) return;
		setAsking(false);
		onRevoked();
	};
	return (
		<>
			<Row
				icon={Ticket}
				label={state}
				detail={t("contacts.inviteMade", { date: date.format(created) })}
				value={
					!usedBy && (
						<span style={{ display: "flex", gap: 6 }}>
							{!over && (
								<Button small onPress={onShow}>
									{t("contacts.inviteShow")}
								</Button>
							)}
							<Button small kind="quiet" onPress={() => setAsking(true)}>
								{t("contacts.inviteRevoke")}
							</Button>
						</span>
					)
				}
			/>
			<Confirm
				title={t("contacts.inviteRevokeTitle")}
				confirm={t("contacts.inviteRevoke")}
				danger
				pending={busy}
				isOpen={asking}
				onConfirm={() => void revoke()}
				onClose={() => setAsking(false)}
			>
				<p>{t("contacts.inviteRevokeWords")}</p>
			</Confirm>
		</>
	);
}
