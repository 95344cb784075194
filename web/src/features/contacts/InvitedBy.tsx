// After joining by somebody's invitation: a chat with them is one tap away.
import { MessageCircleHeart } from "lucide-react";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { findDirect } from "@/matrix/direct";
import { invitedBy } from "@/matrix/invitations";
import { PersonAvatar, useName } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { takeArrival } from "./arrival";
import { personPlace } from "./links";
import styles from "./Person.module.css";

/** Asked once, right after the account was made. */
export function InvitedBy() {
	const client = useClient();
	const [userId, setUserId] = useState<string | null>(null);
	useEffect(() => {
		if (!takeArrival()) return;
		invitedBy(client).then(
			(inviter) => inviter && !findDirect(client, inviter) && setUserId(inviter),
			// A server that does not tell: nothing is offered.
			() => undefined,
		);
	}, [client]);
	return userId && <Offer userId={userId} onClose={() => setUserId(null)} />;
}

function Offer({ userId, onClose }: { userId: string; onClose: () => void }) {
	const t = useT();
	const go = useNavigate();
	const name = useName(userId);
	const open = () => {
		onClose();
		void go(personPlace(userId));
	};
	return (
		<Dialog
			title={t("contacts.invitedByTitle", { name })}
			isOpen
			onClose={onClose}
			actions={
				<Button kind="primary" icon={MessageCircleHeart} onPress={open}>
					{t("contacts.sayHello")}
				</Button>
			}
		>
			<div className={styles.hero}>
				<PersonAvatar userId={userId} size={80} />
				<p>{t("contacts.invitedByWords", { name })}</p>
			</div>
		</Dialog>
	);
}
