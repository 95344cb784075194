// A rule of the feed: what it is about, what it does, and why, for everybody to read.
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { call, type Told } from "@/matrix/causeway";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Chips } from "@/ui/Chips";
import { Choice } from "@/ui/Choice";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import styles from "../Admin.module.css";
import { kindsFor, ruleValue, type Subject, subjects } from "./ruleValue";

/** A dialog. */
export function NewRule({ onClose, onMade }: { onClose: () => void; onMade: () => void }) {
	const t = useT();
	const client = useClient();
	const { busy, run } = useAction();
	const [subject, setSubject] = useState<Subject>("tag");
	const [kind, setKind] = useState<Told<"RuleKind">>("exclude");
	const [typed, setTyped] = useState("");
	const [reason, setReason] = useState("");
	const value = ruleValue(subject, typed, client.getDomain() ?? "");
	const make = () =>
		call(client.getAccessToken(), "put", "admin/feed/rules", {
			body: { kind, subject, value, reason: reason.trim() },
		});
	return (
		<Dialog
			title={t("admin.feed.newRule")}
			isOpen
			onClose={onClose}
			actions={
				<Button
					kind="primary"
					isPending={busy}
					isDisabled={value === "" || reason.trim() === ""}
					onPress={() =>
						void run(make, { M_INVALID_PARAM: "admin.feed.wrongRule" }).then((done) => done && onMade())
					}
				>
					{t("admin.feed.make")}
				</Button>
			}
		>
			<div className={styles.form}>
				<div className={styles.chips}>
					<Chips<Subject>
						label={t("admin.feed.about")}
						options={subjects.map((one) => ({ value: one, label: t(`admin.feed.subject.${one}`) }))}
						value={subject}
						onChange={(one) => {
							setSubject(one);
							if (!kindsFor(one).includes(kind)) setKind("exclude");
						}}
					/>
				</div>
				<Field
					label={t("admin.feed.value")}
					help={t(`admin.feed.help.${subject}`)}
					value={typed}
					onChange={setTyped}
					maxLength={500}
				/>
				<Choice<Told<"RuleKind">>
					label={t("admin.feed.does")}
					options={kindsFor(subject).map((one) => ({
						value: one,
						label: t(`admin.feed.${one}`),
						detail: t(`admin.feed.words.${one}`),
					}))}
					value={kind}
					onChange={setKind}
				/>
				<Field
					label={t("admin.feed.reason")}
					help={t("admin.feed.reasonHelp")}
					lines={2}
					value={reason}
					onChange={setReason}
					maxLength={500}
				/>
			</div>
		</Dialog>
	);
}
