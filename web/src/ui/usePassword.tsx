// Asks for the account's password in the middle of something else.
import { type ReactNode, useCallback, useRef, useState } from "react";
import { Form } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { Field } from "./Field";

/** `ask` resolves with what was typed, or with `null` when the person gives up; `dialog` has to be rendered. */
export function usePassword(why: string): { ask: () => Promise<string | null>; dialog: ReactNode } {
	const t = useT();
	const [open, setOpen] = useState(false);
	const [typed, setTyped] = useState("");
	const answer = useRef<((typed: string | null) => void) | undefined>(undefined);
	const ask = useCallback(
		() =>
			new Promise<string | null>((resolve) => {
				answer.current?.(null);
				answer.current = resolve;
				setTyped("");
				setOpen(true);
			}),
		[],
	);
	const finish = (value: string | null) => {
		setOpen(false);
		setTyped("");
		answer.current?.(value);
		answer.current = undefined;
	};
	const dialog = open && (
		<Dialog
			title={t("ui.password.title")}
			isOpen
			onClose={() => finish(null)}
			actions={
				<>
					<Button onPress={() => finish(null)}>{t("ui.cancel")}</Button>
					<Button kind="primary" type="submit" form="ui-password" isDisabled={!typed}>
						{t("ui.password.confirm")}
					</Button>
				</>
			}
		>
			<Form
				id="ui-password"
				onSubmit={(event) => {
					event.preventDefault();
					// The dialog stands inside of other forms of React's tree.
					event.stopPropagation();
					if (typed) finish(typed);
				}}
			>
				<Field
					label={t("ui.password.label")}
					help={why}
					type="password"
					value={typed}
					onChange={setTyped}
					autoComplete="current-password"
					autoFocus
				/>
			</Form>
		</Dialog>
	);
	return { ask, dialog };
}
