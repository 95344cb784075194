// A new account: a name and a password.
import { useState } from "react";
import { Form } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { passwordHint } from "@/lib/passwordHint";
import { rememberPassword } from "@/matrix/fresh";
import { type Host, register } from "@/matrix/register";
import type { Session } from "@/matrix/session";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { useAttempt } from "./useAttempt";
import { useAvailability } from "./useAvailability";
import styles from "./Welcome.module.css";

interface JoinProps {
	host: Host | null;
	/** The token of the invitation link that led here. */
	invitation: string | null;
	onSession: (session: Session) => void;
}

/** Says while typing whether the name is free and the password will do. */
export function Join({ host, invitation, onSession }: JoinProps) {
	const t = useT();
	const [name, setName] = useState("");
	const [password, setPassword] = useState("");
	const [token, setToken] = useState(invitation ?? "");
	const { busy, problem, attempt } = useAttempt();
	const username = name.trim().toLowerCase();
	const available = useAvailability(username);
	const nameProblem = {
		unknown: null,
		free: null,
		invalid: "accounts.problem.name",
		taken: "accounts.problem.taken",
	} as const;
	const wrong = nameProblem[available];
	const min = host?.password_min ?? 8;
	const hint = password ? passwordHint(password, min, [username]) : null;
	const needsToken = host?.registration === "token" || host?.registration === "invite";
	const submit = () =>
		attempt(async () => {
			const session = await register(username, password, token.trim() || null);
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
				error={wrong && t(wrong)}
				help={available === "free" ? t("accounts.free") : undefined}
				isRequired
				spellCheck="false"
				autoComplete="username"
				autoFocus
			/>
			<Field
				label={t("accounts.password")}
				type="password"
				value={password}
				onChange={setPassword}
				isRequired
				minLength={min}
				help={hint ? t(`accounts.hint.${hint}`, { min }) : undefined}
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
