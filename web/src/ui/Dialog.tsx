// What comes over the page: a sheet from below on a phone, a card in the middle on a desktop.
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { Button, IconButton } from "./Button";
import styles from "./Dialog.module.css";

interface DialogProps {
	title: string;
	isOpen: boolean;
	onClose: () => void;
	children: ReactNode;
	/** Buttons at the bottom. */
	actions?: ReactNode;
	/** "alert": a question that must be answered; no closing by a tap beside it. */
	role?: "dialog" | "alertdialog";
	wide?: boolean;
	/** Over the video player, which is dark in both themes. */
	dark?: boolean;
}

/** Mounted only while open; Escape, the X and a tap beside it close it. */
export function Dialog({
	title,
	isOpen,
	onClose,
	children,
	actions,
	role = "dialog",
	wide,
	dark,
}: DialogProps) {
	const t = useT();
	return (
		<ModalOverlay
			isOpen={isOpen}
			onOpenChange={(open) => !open && onClose()}
			isDismissable={role === "dialog"}
			className={styles.overlay ?? ""}
			data-theme={dark ? "dark" : undefined}
		>
			<Modal className={styles.modal ?? ""} data-wide={wide || undefined}>
				<AriaDialog role={role} className={styles.dialog}>
					<header className={styles.bar}>
						<Heading slot="title" className={styles.title}>
							{title}
						</Heading>
						{role === "dialog" && <IconButton icon={X} label={t("ui.close")} onPress={onClose} />}
					</header>
					<div className={styles.body}>{children}</div>
					{actions && <footer className={styles.actions}>{actions}</footer>}
				</AriaDialog>
			</Modal>
		</ModalOverlay>
	);
}

interface ConfirmProps {
	title: string;
	children: ReactNode;
	/** What the button that does it says. */
	confirm: string;
	danger?: boolean;
	pending?: boolean;
	isOpen: boolean;
	onConfirm: () => void;
	onClose: () => void;
}

/** Asks before something is done. */
export function Confirm({
	title,
	children,
	confirm,
	danger,
	pending,
	isOpen,
	onConfirm,
	onClose,
}: ConfirmProps) {
	const t = useT();
	return (
		<Dialog
			title={title}
			isOpen={isOpen}
			onClose={onClose}
			role="alertdialog"
			actions={
				<>
					<Button onPress={onClose}>{t("ui.cancel")}</Button>
					<Button kind={danger ? "danger" : "primary"} isPending={pending} onPress={onConfirm}>
						{confirm}
					</Button>
				</>
			}
		>
			{children}
		</Dialog>
	);
}
