// The first words to somebody: they come with the request, before anything is accepted.
import { useState } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { openDirect } from "@/matrix/direct";
import { useName } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";

/** As long as a spec-abiding server lets a reason be without asking questions. */
const wordsMax = 300;

/** Sends the request and opens the chat. */
export function SayHello({
	userId,
	name,
	isOpen,
	onClose,
}: {
	userId: string;
	name: string;
	isOpen: boolean;
	onClose: () => void;
}) {
	const t = useT();
	const go = useNavigate();
	const client = useClient();
	const { busy, run } = useAction();
	const mine = useName(client.getSafeUserId());
	const [words, setWords] = useState(() => t("contacts.hello", { name: mine }));
	const send = async () => {
		let roomId = "";
		const done = await run(
			async () => {
				roomId = await openDirect(client, userId, words.trim());
			},
			{ M_FORBIDDEN: "contacts.problem.cannotInvite", M_NOT_FOUND: "contacts.problem.nobody" },
		);
		if (done) void go(`/chat/${encodeURIComponent(roomId)}`);
	};
	return (
		<Dialog
			title={t("contacts.helloTitle", { name })}
			isOpen={isOpen}
			onClose={onClose}
			actions={
				<Button kind="primary" isPending={busy} onPress={() => void send()}>
					{t("contacts.sendRequest")}
				</Button>
			}
		>
			<Field
				label={t("contacts.helloLabel")}
				help={t("contacts.helloHelp")}
				lines={3}
				maxLength={wordsMax}
				value={words}
				onChange={setWords}
				autoFocus
			/>
		</Dialog>
	);
}
