// Buttons: one that says what to do, and one that shows a sign.
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import {
	Button as AriaButton,
	type ButtonProps as AriaButtonProps,
	Tooltip,
	TooltipTrigger,
} from "react-aria-components";
import styles from "./Button.module.css";

interface ButtonProps extends Omit<AriaButtonProps, "className" | "children"> {
	/** "primary": the one thing to do here; "quiet": words only; "danger": what cannot be undone. */
	kind?: "primary" | "secondary" | "quiet" | "danger";
	children: ReactNode;
	icon?: LucideIcon;
	/** As wide as its container. */
	wide?: boolean;
	small?: boolean;
}

/** A button with words. `isPending` keeps it focusable and says that it works. */
export function Button({ kind = "secondary", children, icon: Icon, wide, small, ...rest }: ButtonProps) {
	return (
		<AriaButton
			{...rest}
			className={styles.button}
			data-kind={kind}
			data-wide={wide || undefined}
			data-small={small || undefined}
		>
			{Icon && <Icon size={18} strokeWidth={1.75} aria-hidden />}
			<span>{children}</span>
		</AriaButton>
	);
}

interface IconButtonProps extends Omit<AriaButtonProps, "className" | "children" | "aria-label"> {
	icon: LucideIcon;
	/** What it does; read aloud and shown while the pointer rests on it. */
	label: string;
	/** "accent": filled, for the one most used, such as send. */
	kind?: "plain" | "accent" | "danger";
	size?: number;
	/** Shown as on, for what can be switched. */
	pressed?: boolean;
}

/** A finger has nothing to rest with: what a tap opens would stay open. */
const canRest = typeof matchMedia !== "function" || matchMedia("(hover: hover)").matches;

/** A round button with a sign, 44 px to touch. */
export function IconButton({
	icon: Icon,
	label,
	kind = "plain",
	size = 22,
	pressed,
	...rest
}: IconButtonProps) {
	return (
		<TooltipTrigger delay={600} isDisabled={!canRest}>
			<AriaButton
				{...rest}
				aria-label={label}
				aria-pressed={pressed}
				className={styles.icon}
				data-kind={kind}
			>
				<Icon size={size} strokeWidth={1.75} aria-hidden />
			</AriaButton>
			<Tooltip className={styles.tooltip ?? ""} offset={6}>
				{label}
			</Tooltip>
		</TooltipTrigger>
	);
}
