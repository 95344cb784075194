// A new registration token: how often and how long it is good.
import { useState } from "react";
import { Form } from "react-aria-components";
import { type MessageId, useT } from "@/lib/i18n";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import styles from "./Admin.module.css";
import { type Token, useCall } from "./api";

const ends: readonly { days: number | null; label: MessageId }[] = [
	{ days: 1, label: "admin.endDay" },
	{ days: 7, label: "admin.endWeek" },
	{ days: 30, label: "admin.endMonth" },
	{ days: null, label: "admin.noEnd" },
];

interface NewTokenProps {
	onClose: () => void;
	onMade: (made: Token) => void;
}

/** A dialog. */
export function NewToken({ onClose, onMade }: NewTokenProps) {
	const t = useT();
	const call = useCall();
	const { busy, run } = useAction();
	const [uses, setUses] = useState("1");
	const [days, setDays] = useState<number | null>(7);
	const submit = () => {
		const number = Number.parseInt(uses, 10);
		void run(async () =>
			onMade(
				await call("POST", "tokens", {
					...(number > 0 ? { uses: number } : {}),
					...(days === null ? {} : { expires_ts: Date.now() + days * 86_400_000 }),
				}),
			),
		);
	};
	return (
		<Dialog title={t("admin.newToken")} isOpen onClose={onClose}>
			<Form
				className={styles.form}
				onSubmit={(event) => {
					event.preventDefault();
					submit();
				}}
			>
				<Field
					label={t("admin.uses")}
					help={t("admin.usesHelp")}
					value={uses}
					onChange={(typed) => setUses(typed.replaceAll(/\D/g, "").slice(0, 6))}
					inputMode="numeric"
				/>
				<fieldset className={styles.choices}>
					<legend>{t("admin.end")}</legend>
					{ends.map((one) => (
						<label key={one.label} className={styles.choice}>
							<input type="radio" name="end" checked={days === one.days} onChange={() => setDays(one.days)} />
							{t(one.label)}
						</label>
					))}
				</fieldset>
				<Button kind="primary" type="submit" wide isPending={busy}>
					{t("admin.make")}
				</Button>
			</Form>
		</Dialog>
	);
}
