// A menu made from data: the same list of actions feeds the pointer's menu, the sheet and the shortcuts.
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import {
	Menu as AriaMenu,
	MenuItem,
	MenuTrigger,
	Popover,
	type PopoverProps,
	Separator,
} from "react-aria-components";
import styles from "./Menu.module.css";

/** One thing that can be chosen. */
export interface MenuEntry {
	id: string;
	label: string;
	icon?: LucideIcon;
	/** As a person reads it: "Ctrl K". */
	shortcut?: string;
	danger?: boolean;
	/** A line above it: another group begins. */
	separated?: boolean;
	disabled?: boolean;
	perform: () => void;
}

interface MenuProps {
	label: string;
	entries: readonly MenuEntry[];
	/** The button that opens it. */
	children: ReactNode;
	placement?: PopoverProps["placement"];
	/** Over the video player, which is dark in both themes. */
	dark?: boolean;
}

/** A button (the child) that opens a menu. */
export function Menu({ label, entries, children, placement = "bottom end", dark }: MenuProps) {
	return (
		<MenuTrigger>
			{children}
			<Popover className={styles.popover ?? ""} placement={placement} data-theme={dark ? "dark" : undefined}>
				<MenuList label={label} entries={entries} />
			</Popover>
		</MenuTrigger>
	);
}

/** The list alone, for a popover that is opened otherwise (a long press, a right click). */
export function MenuList({
	label,
	entries,
	autoFocus,
}: {
	label: string;
	entries: readonly MenuEntry[];
	/** Takes the keyboard when it appears; a `Menu` does so by itself. */
	autoFocus?: boolean;
}) {
	return (
		<AriaMenu
			aria-label={label}
			{...(autoFocus && { autoFocus: "first" })}
			className={styles.menu ?? ""}
			onAction={(key) => entries.find((one) => one.id === key)?.perform()}
		>
			{entries.flatMap((entry) => [
				...(entry.separated
					? [<Separator key={`before-${entry.id}`} className={styles.separator ?? ""} />]
					: []),
				<MenuItem
					key={entry.id}
					id={entry.id}
					textValue={entry.label}
					isDisabled={entry.disabled ?? false}
					className={styles.item ?? ""}
					data-danger={entry.danger || undefined}
				>
					{entry.icon && <entry.icon size={19} strokeWidth={1.75} aria-hidden />}
					<span className={styles.label}>{entry.label}</span>
					{entry.shortcut && <kbd className={styles.shortcut}>{entry.shortcut}</kbd>}
				</MenuItem>,
			])}
		</AriaMenu>
	);
}
