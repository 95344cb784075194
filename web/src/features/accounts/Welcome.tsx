// The door: a new account, or signing in. One screen, two fields, one button.
import { useEffect, useState } from "react";
import { Form } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { choose, useSettings } from "@/lib/settings";
import { rememberPassword } from "@/matrix/fresh";
import type { LeftBehind } from "@/matrix/leftBehind";
import { type Host, hostInfo, register } from "@/matrix/register";
import { logIn, type Session } from "@/matrix/session";
import { Button } from "@/ui/Button";
import { Door } from "@/ui/Door";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Greeting } from "./Greeting";
import { problemOf } from "./problem";
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

function Join({ host, invitation, onSession }: Omit<WelcomeProps, "left"> & { host: Host | null }) {
	const t = useT();
	const [name, setName] = useState("");
	const [password, setPassword] = useState("");
	const [token, setToken] = useState(invitation ?? "");
	const { busy, problem, attempt } = useAttempt();
	const needsToken = host?.registration === "token" || host?.registration === "invite";
	const submit = () =>
		attempt(async () => {
			const session = await register(name.trim().toLowerCase(), password, token.trim() || null);
			rememberPassword(password);
			onSession(session);
		});
	return (
		<Form
			className={styles.form}
			onSubmit={(event) => {
				event.preventDefault();
				submit();
			}}
		>
			<Field
				label={t("accounts.name")}
				value={name}
				onChange={setName}
				isRequired
				autoComplete="username"
				autoFocus
			/>
			<Field
				label={t("accounts.password")}
				type="password"
				value={password}
				onChange={setPassword}
				isRequired
				minLength={host?.password_min ?? 8}
				autoComplete="new-password"
			/>
			{needsToken && !invitation && (
				<Field
					label={t("accounts.token")}
					help={t("accounts.tokenHelp")}
					value={token}
					onChange={setToken}
					isRequired
				/>
			)}
			{problem && <Notice kind="danger">{problem}</Notice>}
			<Button kind="primary" type="submit" wide isPending={busy}>
				{t("accounts.create")}
			</Button>
		</Form>
	);
}

function SignIn({ left, onSession }: Pick<WelcomeProps, "left" | "onSession">) {
	const t = useT();
	const [name, setName] = useState(left ? localpart(left.userId) : "");
	const [password, setPassword] = useState("");
	const { busy, problem, attempt } = useAttempt();
	const submit = () =>
		attempt(async () => {
			// The same device again, with its keys, when the server only wants the password once more.
			const device = left?.soft && name.trim() === localpart(left.userId) ? left.deviceId : undefined;
			onSession(await logIn(name.trim(), password, device));
		});
	return (
		<Form
			className={styles.form}
			onSubmit={(event) => {
				event.preventDefault();
				submit();
			}}
		>
			{left && (
				<Notice kind="warning">
					{t(`accounts.left.${left.why}`)}
					{left.unsent > 0 && <> {t("accounts.left.unsent", { count: left.unsent })}</>}
				</Notice>
			)}
			<Field
				label={t("accounts.name")}
				value={name}
				onChange={setName}
				isRequired
				autoComplete="username"
				autoFocus={!left}
			/>
			<Field
				label={t("accounts.password")}
				type="password"
				value={password}
				onChange={setPassword}
				isRequired
				autoComplete="current-password"
				autoFocus={left !== null}
			/>
			{problem && <Notice kind="danger">{problem}</Notice>}
			<Button kind="primary" type="submit" wide isPending={busy}>
				{t("accounts.signIn")}
			</Button>
		</Form>
	);
}

const localpart = (userId: string): string => userId.replace(/^@([^:]*):.*$/s, "$1");

/** Runs one try at a time and keeps the words for what went wrong. */
function useAttempt() {
	const t = useT();
	const [busy, setBusy] = useState(false);
	const [problem, setProblem] = useState<string | null>(null);
	const attempt = async (run: () => Promise<void>) => {
		if (busy) return;
		setBusy(true);
		setProblem(null);
		try {
			await run();
		} catch (error) {
			setProblem(problemOf(error, t));
			setBusy(false);
		}
	};
	return { busy, problem, attempt: (run: () => Promise<void>) => void attempt(run) };
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
