// Whose invitation led here, or that it is not good any more.
import { useEffect, useState } from "react";
import { T, useT } from "@/lib/i18n";
import { type Greeting as Answer, greeting } from "@/matrix/invitations";
import { Notice } from "@/ui/Notice";

/** Nothing, while and where the server does not tell. */
export function Greeting({ token }: { token: string }) {
	const t = useT();
	const [answer, setAnswer] = useState<Answer>();
	useEffect(() => {
		greeting(token).then(setAnswer, () => undefined);
	}, [token]);
	if (!answer) return null;
	if (!answer.valid) return <Notice kind="warning">{t("accounts.problem.token")}</Notice>;
	if (!answer.inviter) return null;
	const name = answer.inviter.displayname ?? answer.inviter.user_id;
	return (
		<Notice>
			<T id="accounts.invitedBy" values={{ name: <strong dir="auto">{name.slice(0, 80)}</strong> }} />
		</Notice>
	);
}
