// A link that leads out of a mini-app: shown in full before it is followed, since it may tell the other site anything.
import { useT } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import styles from "./OutsideLink.module.css";

interface Props {
	href: string;
	app: string;
	onClose: () => void;
}

export function OutsideLink({ href, app, onClose }: Props) {
	const t = useT();
	const isPage = /^https?:/.test(href);
	return (
		<Dialog
			title={t("apps.link.title")}
			isOpen
			onClose={onClose}
			role="alertdialog"
			actions={
				<>
					<Button onPress={onClose}>{t("ui.cancel")}</Button>
					<Button
						kind="primary"
						onPress={() => {
							follow(href);
							onClose();
						}}
					>
						{t("apps.link.open")}
					</Button>
				</>
			}
		>
			<p>{isPage ? t("apps.link.words", { app }) : t("apps.link.otherWords", { app })}</p>
			<bdi className={styles.href} dir="ltr">
				{href}
			</bdi>
		</Dialog>
	);
}

function follow(href: string): void {
	const link = document.createElement("a");
	link.href = href;
	link.target = "_blank";
	link.rel = "noopener noreferrer";
	link.click();
}
