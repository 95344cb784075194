// A round button with its word below: the few things that are done most.
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "react-aria-components";
import styles from "./CircleAction.module.css";

interface CircleActionProps {
	icon: LucideIcon;
	label: string;
	onPress: () => void;
	/** The one that most people are here for. */
	primary?: boolean;
	isDisabled?: boolean;
}

/** One of a row. */
export function CircleAction({ icon: Icon, label, onPress, primary, isDisabled }: CircleActionProps) {
	return (
		<Button
			className={styles.action ?? ""}
			onPress={onPress}
			isDisabled={isDisabled ?? false}
			data-primary={primary || undefined}
		>
			<span className={styles.circle}>
				<Icon size={22} strokeWidth={1.75} aria-hidden />
			</span>
			<span className={styles.label}>{label}</span>
		</Button>
	);
}

/** The row. */
export function CircleActions({ children }: { children: ReactNode }) {
	return <div className={styles.row}>{children}</div>;
}
