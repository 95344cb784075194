// The one step between a new account and the app: the recovery key, made while the person reads what it is for.
import type { MatrixClient } from "matrix-js-sdk";
import { useCallback, useEffect, useState } from "react";
import { useT } from "@/lib/i18n";
import { forgetPassword, freshPassword } from "@/matrix/fresh";
import { useClient } from "@/matrix/react";
import { makeRecovery, rememberKept } from "@/matrix/recovery";
import { Button } from "@/ui/Button";
import { Door } from "@/ui/Door";
import { Notice } from "@/ui/Notice";
import { KeepKey } from "./KeepKey";

/** Makes the key at once; `onDone` when the person has kept it, or puts it off. */
export function FirstKey({ onDone }: { onDone: () => void }) {
	const t = useT();
	const client = useClient();
	const { key, failed, retry } = useNewRecoveryKey();
	const [kept, setKept] = useState(false);
	const done = (kept: boolean) => {
		forgetPassword();
		void rememberKept(client, kept).catch(() => undefined);
		onDone();
	};
	return (
		<Door title={t("trust.key.title")} intro={t("trust.key.intro")}>
			<KeepKey recoveryKey={key} onKept={() => setKept(true)} />
			{failed && (
				<Notice
					kind="danger"
					action={
						<Button small onPress={retry}>
							{t("trust.key.again")}
						</Button>
					}
				>
					{t("trust.key.failed")}
				</Notice>
			)}
			<Button kind="primary" wide isDisabled={!kept} onPress={() => done(true)}>
				{t("trust.key.done")}
			</Button>
			<Button kind="quiet" onPress={() => done(false)}>
				{t("trust.key.later")}
			</Button>
		</Door>
	);
}

/** One run at a time: a second set of identity keys would compete with the first. */
let making: Promise<string> | undefined;

function makeOnce(client: MatrixClient): Promise<string> {
	making ??= makeRecovery(client, async () => freshPassword()).catch((error: unknown) => {
		making = undefined;
		throw error;
	});
	return making;
}

function useNewRecoveryKey() {
	const client = useClient();
	const [key, setKey] = useState<string | null>(null);
	const [failed, setFailed] = useState(false);
	const make = useCallback(() => {
		setFailed(false);
		makeOnce(client).then(setKey, () => setFailed(true));
	}, [client]);
	useEffect(make, [make]);
	return { key, failed, retry: make };
}
