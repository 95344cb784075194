// The door: a new account, or signing in. One screen, two fields, one button.
import { useEffect, useState } from "react";
import { useT } from "@/lib/i18n";
import { choose, useSettings } from "@/lib/settings";
import type { LeftBehind } from "@/matrix/leftBehind";
import { type Host, hostInfo } from "@/matrix/register";
import type { Session } from "@/matrix/session";
import { Button } from "@/ui/Button";
import { Door } from "@/ui/Door";
import { Greeting } from "./Greeting";
import { Join } from "./Join";
import { SignIn } from "./SignIn";
import styles from "./Welcome.module.css";

interface WelcomeProps {
	/** The token of the invitation link that led here. */
	invitation: string | null;
	/** The session that ended on this device, if one did. */
	left: LeftBehind | null;
	onSession: (session: Session) => void;
}

/** Shown while nobody is signed in. */
export function Welcome({ invitation, left, onSession }: WelcomeProps) {
	const t = useT();
	const host = useHost();
	const [joining, setJoining] = useState(invitation !== null || !(left || location.pathname === "/sign-in"));
	const closed = host?.registration === "closed";
	return (
		<Door
			title={t("accounts.welcome", { host: host?.name ?? host?.server_name ?? location.host })}
			intro={t("accounts.intro")}
			below={<LanguageSwitch />}
		>
			{invitation && joining && <Greeting token={invitation} />}
			{joining && !closed ? (
				<Join host={host} invitation={invitation} onSession={onSession} />
			) : (
				<SignIn left={left} onSession={onSession} />
			)}
			{closed ? (
				<p className={styles.remark}>{t("accounts.closed")}</p>
			) : (
				<Button kind="quiet" onPress={() => setJoining(!joining)}>
					{joining ? t("accounts.haveAccount") : t("accounts.needAccount")}
				</Button>
			)}
		</Door>
	);
}

function useHost(): Host | null {
	const [host, setHost] = useState<Host | null>(null);
	useEffect(() => {
		hostInfo().then(setHost, () => undefined);
	}, []);
	return host;
}

function LanguageSwitch() {
	const { language } = useSettings();
	const chinese = (language ?? document.documentElement.lang).startsWith("zh");
	return (
		<Button kind="quiet" small onPress={() => choose({ language: chinese ? "en" : "zh-Hans" })}>
			<span lang={chinese ? "en" : "zh-Hans"}>{chinese ? "English" : "简体中文"}</span>
		</Button>
	);
}
