// Rows of a settings page or a details pane: a link, a button, a switch, a value.
import { ChevronRight, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Button as AriaButton, Switch as AriaSwitch } from "react-aria-components";
import { NavLink } from "react-router";
import styles from "./List.module.css";

/** Rows that belong together, with a heading above and a remark below. */
export function Group({
	title,
	remark,
	children,
}: {
	title?: string;
	remark?: ReactNode;
	children: ReactNode;
}) {
	return (
		<section className={styles.group}>
			{title && <h2 className={styles.heading}>{title}</h2>}
			<div className={styles.rows}>{children}</div>
			{remark && <p className={styles.remark}>{remark}</p>}
		</section>
	);
}

interface RowProps {
	label: ReactNode;
	/** A second, smaller line. */
	detail?: ReactNode;
	icon?: LucideIcon;
	/** Before the words instead of a sign: a picture. */
	before?: ReactNode;
	/** At the end: a value, a badge. */
	value?: ReactNode;
	danger?: boolean;
	/** Whether it is one of those that were chosen; left out: nothing is chosen here. */
	chosen?: boolean;
	/** A place of the app that it leads to. */
	to?: string;
	onPress?: () => void;
}

/** One row; with `to` or `onPress` it can be pressed. */
export function Row({ to, onPress, chosen, ...rest }: RowProps) {
	if (to)
		return (
			<NavLink end to={to} className={styles.row} data-danger={rest.danger || undefined}>
				<Inside {...rest} arrow />
			</NavLink>
		);
	if (onPress)
		return (
			<AriaButton
				onPress={onPress}
				className={styles.row}
				data-danger={rest.danger || undefined}
				{...(chosen !== undefined && { "aria-pressed": chosen })}
			>
				<Inside {...rest} />
			</AriaButton>
		);
	return (
		<div className={styles.row}>
			<Inside {...rest} />
		</div>
	);
}

function Inside({
	label,
	detail,
	icon: Icon,
	before,
	value,
	arrow,
}: Omit<RowProps, "to" | "onPress"> & { arrow?: boolean }) {
	return (
		<>
			{before ?? (Icon && <Icon size={21} strokeWidth={1.75} aria-hidden className={styles.icon} />)}
			<span className={styles.words}>
				<span className={styles.label}>{label}</span>
				{detail && <span className={styles.detail}>{detail}</span>}
			</span>
			{value !== undefined && <span className={styles.value}>{value}</span>}
			{arrow && <ChevronRight size={18} strokeWidth={1.75} aria-hidden className={styles.arrow} />}
		</>
	);
}

interface SwitchRowProps {
	label: string;
	detail?: string;
	isSelected: boolean;
	onChange: (on: boolean) => void;
	isDisabled?: boolean;
}

/** A row that switches something on and off. */
export function SwitchRow({ label, detail, ...rest }: SwitchRowProps) {
	return (
		<AriaSwitch {...rest} className={styles.row ?? ""}>
			<span className={styles.words}>
				<span className={styles.label}>{label}</span>
				{detail && <span className={styles.detail}>{detail}</span>}
			</span>
			<span className={styles.switch} />
		</AriaSwitch>
	);
}
