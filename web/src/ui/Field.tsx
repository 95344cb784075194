// One line (or several) to type into, with its label, help and error.
import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import {
	FieldError,
	Input,
	Label,
	Text,
	TextArea,
	TextField,
	type TextFieldProps,
} from "react-aria-components";
import { useT } from "@/lib/i18n";
import { IconButton } from "./Button";
import styles from "./Field.module.css";

interface FieldProps extends Omit<TextFieldProps, "className" | "children" | "isInvalid"> {
	label: string;
	help?: string;
	/** Shown in red; the field counts as wrong while it is set. */
	error?: string | null;
	placeholder?: string;
	lines?: number;
}

/** A labelled field. `type="password"` brings a button that shows what was typed. */
export function Field({ label, help, error, placeholder, lines, type, ...rest }: FieldProps) {
	const t = useT();
	const [shown, setShown] = useState(false);
	const secret = type === "password";
	return (
		<TextField
			{...rest}
			type={secret && shown ? "text" : type}
			isInvalid={Boolean(error)}
			className={styles.field}
		>
			<Label className={styles.label}>{label}</Label>
			<div className={styles.box}>
				{lines ? (
					<TextArea className={styles.input} rows={lines} placeholder={placeholder} dir="auto" />
				) : (
					<Input className={styles.input} placeholder={placeholder} dir="auto" autoCapitalize="none" />
				)}
				{secret && (
					<IconButton
						icon={shown ? EyeOff : Eye}
						label={shown ? t("ui.hidePassword") : t("ui.showPassword")}
						size={18}
						onPress={() => setShown(!shown)}
					/>
				)}
			</div>
			{help && !error && (
				<Text slot="description" className={styles.help}>
					{help}
				</Text>
			)}
			<FieldError className={styles.error}>{error}</FieldError>
		</TextField>
	);
}
