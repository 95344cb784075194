// A screen: a header with a title, a way back on phones, actions, and a body that scrolls.
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { useT } from "@/lib/i18n";
import { IconButton } from "./Button";
import styles from "./Page.module.css";

interface PageProps {
	title: ReactNode;
	/** Shows the arrow; called by it. Absent on the five places of the navigation. */
	onBack?: () => void;
	/** Whether the arrow is there on a desktop as well, where the parent is mostly beside. */
	backOnDesktop?: boolean;
	actions?: ReactNode;
	/** Between header and body; stays while the body scrolls. */
	above?: ReactNode;
	children: ReactNode;
	/** Body without padding and scrolling of its own: a list or a timeline brings both. */
	bare?: boolean;
}

/** A header and its body. */
export function Page({ title, onBack, backOnDesktop, actions, above, children, bare }: PageProps) {
	const t = useT();
	return (
		<section className={styles.page}>
			<header className={styles.bar}>
				{onBack && (
					<span className={backOnDesktop ? undefined : styles.phone}>
						<IconButton icon={ArrowLeft} label={t("ui.back")} onPress={onBack} />
					</span>
				)}
				<h1 className={styles.title}>{title}</h1>
				{actions}
			</header>
			{above}
			<div className={bare ? styles.bare : styles.body}>{children}</div>
		</section>
	);
}
