// The mark, for the moment in which there is nothing else to show yet.
import { Logo } from "@/ui/Logo";
import styles from "./Splash.module.css";

/** `children`: a line under the mark, when the moment gets long. */
export function Splash({ children }: { children?: React.ReactNode }) {
	return (
		<main className={styles.splash} aria-busy="true">
			<Logo />
			{children && <p>{children}</p>}
		</main>
	);
}
