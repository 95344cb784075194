// A menu beside the pointer, or a sheet under the thumb, with whatever is in it.
import { type ReactNode, useRef } from "react";
import { Popover } from "react-aria-components";
import { Dialog } from "@/ui/Dialog";
import styles from "./ContextMenu.module.css";

interface ContextMenuProps {
	/** Where the pointer is; `null`: as a sheet. */
	at: { x: number; y: number } | null;
	/** Of the sheet. */
	title: string;
	onClose: () => void;
	children: ReactNode;
}

/** Mounted only while open. */
export function ContextMenu({ at, title, onClose, children }: ContextMenuProps) {
	const point = useRef<HTMLSpanElement>(null);
	if (!at)
		return (
			<Dialog title={title} isOpen onClose={onClose}>
				{children}
			</Dialog>
		);
	return (
		<>
			<span ref={point} className={styles.point} style={{ insetBlockStart: at.y, left: at.x }} />
			<Popover
				isOpen
				triggerRef={point}
				placement="bottom start"
				offset={2}
				onOpenChange={(open) => !open && onClose()}
				className={styles.popover ?? ""}
			>
				{children}
			</Popover>
		</>
	);
}
