// Signing in with a password; after a session that ended, with the name filled in.
import { useState } from "react";
import { Form } from "react-aria-components";
import { useT } from "@/lib/i18n";
import type { LeftBehind } from "@/matrix/leftBehind";
import { logIn, type Session } from "@/matrix/session";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { useAttempt } from "./useAttempt";
import styles from "./Welcome.module.css";

const localpart = (userId: string): string => userId.replace(/^@([^:]*):.*$/s, "$1");

interface SignInProps {
	/** The session that ended on this device, if one did. */
	left: LeftBehind | null;
	onSession: (session: Session) => void;
}

/** Name and password. */
export function SignIn({ left, onSession }: SignInProps) {
	const t = useT();
	const [name, setName] = useState(left ? localpart(left.userId) : "");
	const [password, setPassword] = useState("");
	const { busy, problem, attempt } = useAttempt();
	/** Whoever signs in as somebody else gets a device without what was here (matrix/session.ts). */
	const other = left !== null && localpart(name.trim()) !== localpart(left.userId);
	const submit = () =>
		attempt(async () => {
			// The same device again, with its keys, when the server only wants the password once more.
			const device = left?.soft && !other ? left.deviceId : undefined;
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
					{t(`accounts.left.${left.soft ? "soft" : left.why}`)}
					{left.unsent > 0 && (
						<> {t(other ? "accounts.left.lost" : "accounts.left.unsent", { count: left.unsent })}</>
					)}
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
