// Registration tokens: how new people get in, as a link or a QR code.
import { DoorOpen, Plus, QrCode, Trash2 } from "lucide-react";
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { useAction } from "@/matrix/useAction";
import { Button, IconButton } from "@/ui/Button";
import { Confirm, Dialog } from "@/ui/Dialog";
import { ShareLink } from "@/ui/ShareLink";
import styles from "./Admin.module.css";
import { type Token, useCall, usePages } from "./api";
import { useFormat } from "./format";
import { NewToken } from "./NewToken";
import { List } from "./Shown";

const linkOf = (token: string) => `${location.origin}/join/${encodeURIComponent(token)}`;

/** The tab. */
export function Tokens() {
	const t = useT();
	const call = useCall();
	const { busy, run } = useAction();
	const pages = usePages<Token>("tokens", "tokens");
	const [making, setMaking] = useState(false);
	const [shown, setShown] = useState<Token>();
	const [ending, setEnding] = useState<Token>();
	const revoke = async () => {
		if (!ending) return;
		await call("DELETE", `tokens/${encodeURIComponent(ending.token)}`);
		pages.change((items) => items.filter((one) => one.token !== ending.token));
	};
	return (
		<>
			<div className={styles.top}>
				<p className={styles.intro}>{t("admin.tokensIntro")}</p>
				<Button icon={Plus} kind="primary" onPress={() => setMaking(true)}>
					{t("admin.newToken")}
				</Button>
			</div>
			<List pages={pages} icon={DoorOpen} empty={t("admin.noTokens")}>
				{(token) => (
					<TokenRow
						key={token.token}
						token={token}
						onShow={() => setShown(token)}
						onRevoke={() => setEnding(token)}
					/>
				)}
			</List>
			{making && (
				<NewToken
					onClose={() => setMaking(false)}
					onMade={(made) => {
						setMaking(false);
						setShown(made);
						pages.change((items) => [made, ...items]);
					}}
				/>
			)}
			{shown && (
				<Dialog title={t("admin.invitation")} isOpen onClose={() => setShown(undefined)}>
					<ShareLink
						link={linkOf(shown.token)}
						label={t("admin.invitationCode")}
						words={t("admin.invitationWords")}
					/>
				</Dialog>
			)}
			<Confirm
				title={t("admin.revoke")}
				confirm={t("admin.revoke")}
				danger
				pending={busy}
				isOpen={ending !== undefined}
				onClose={() => setEnding(undefined)}
				onConfirm={() => void run(revoke).then((worked) => worked && setEnding(undefined))}
			>
				{t("admin.revokeWords")}
			</Confirm>
		</>
	);
}

interface TokenRowProps {
	token: Token;
	onShow: () => void;
	onRevoke: () => void;
}

function TokenRow({ token, onShow, onRevoke }: TokenRowProps) {
	const t = useT();
	const format = useFormat();
	const spent =
		(token.uses_allowed !== null && token.uses >= token.uses_allowed) ||
		(token.expires_ts !== null && token.expires_ts < Date.now());
	const facts = [
		token.uses_allowed === null
			? t("admin.usedAny", { used: token.uses })
			: t("admin.usedOf", { used: token.uses, allowed: token.uses_allowed }),
		token.expires_ts === null
			? t("admin.noEnd")
			: t("admin.until", { when: format.moment(token.expires_ts) }),
		...(token.creator ? [token.creator] : []),
	];
	return (
		<li className={styles.row} data-faded={spent || undefined}>
			<span className={styles.words}>
				<span className={styles.line}>
					<code className={styles.name}>{token.token}</code>
					{spent && <span className={styles.mark}>{t("admin.spent")}</span>}
				</span>
				<span className={styles.faint}>{facts.join(" · ")}</span>
			</span>
			{!spent && <IconButton icon={QrCode} label={t("admin.showLink")} onPress={onShow} />}
			<IconButton icon={Trash2} kind="danger" label={t("admin.revoke")} onPress={onRevoke} />
		</li>
	);
}
