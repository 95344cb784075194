// My own name for somebody; only I see it.
import { PencilLine } from "lucide-react";
import type { MatrixClient } from "matrix-js-sdk";
import { useState } from "react";
import { Form } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { remarkOf, remarksType } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Row } from "@/ui/List";

/** A row that opens a small form. */
export function RemarkRow({ userId, name }: { userId: string; name: string }) {
	const t = useT();
	const client = useClient();
	const remark = remarkOf(client, userId);
	const [open, setOpen] = useState(false);
	return (
		<>
			<Row
				icon={PencilLine}
				label={t("contacts.remark")}
				detail={remark ?? t("contacts.remarkNone")}
				onPress={() => setOpen(true)}
			/>
			{open && (
				<RemarkForm userId={userId} name={name} remark={remark ?? ""} onClose={() => setOpen(false)} />
			)}
		</>
	);
}

function RemarkForm({
	userId,
	name,
	remark,
	onClose,
}: {
	userId: string;
	name: string;
	remark: string;
	onClose: () => void;
}) {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	const [typed, setTyped] = useState(remark);
	const save = async () => {
		if (await run(() => setRemark(client, userId, typed.trim()))) onClose();
	};
	return (
		<Dialog title={t("contacts.remarkTitle", { name })} isOpen onClose={onClose}>
			<Form
				onSubmit={(event) => {
					event.preventDefault();
					void save();
				}}
				style={{ display: "grid", gap: 16 }}
			>
				<Field
					label={t("contacts.remark")}
					help={t("contacts.remarkHelp")}
					value={typed}
					onChange={setTyped}
					maxLength={80}
					autoFocus
				/>
				<Button kind="primary" type="submit" wide isPending={busy}>
					{t("contacts.save")}
				</Button>
			</Form>
		</Dialog>
	);
}

async function setRemark(client: MatrixClient, userId: string, remark: string): Promise<void> {
	const now = client.getAccountData(remarksType as never)?.getContent().names as
		| Record<string, string>
		| undefined;
	const { [userId]: _, ...others } = now ?? {};
	const names = remark ? { ...others, [userId]: remark } : others;
	await client.setAccountData(remarksType as never, { names } as never);
}
