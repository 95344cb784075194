// The account as a whole: password, signing out, the end.
import { KeyRound, LogOut, UserX } from "lucide-react";
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { Group, Row } from "@/ui/List";
import { DeleteAccount } from "../account/DeleteAccount";
import { NewPassword } from "../account/NewPassword";
import { SignOut } from "../account/SignOut";

/** The page. */
export function Account() {
	const t = useT();
	const [open, setOpen] = useState<"password" | "out" | "delete" | null>(null);
	const close = () => setOpen(null);
	return (
		<>
			<Group>
				<Row icon={KeyRound} label={t("settings.account.password")} onPress={() => setOpen("password")} />
				<Row icon={LogOut} label={t("settings.account.out")} onPress={() => setOpen("out")} />
			</Group>
			<Group>
				<Row icon={UserX} danger label={t("settings.account.delete")} onPress={() => setOpen("delete")} />
			</Group>
			{open === "password" && <NewPassword onClose={close} />}
			{open === "out" && <SignOut onClose={close} />}
			{open === "delete" && <DeleteAccount onClose={close} />}
		</>
	);
}
