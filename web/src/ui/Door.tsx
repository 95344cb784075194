// A screen that stands before everything else: the mark, a question, and what can be done about it.
import type { ReactNode } from "react";
import styles from "./Door.module.css";
import { Logo } from "./Logo";

interface DoorProps {
	title: string;
	intro?: ReactNode;
	children: ReactNode;
	/** At the bottom edge. */
	below?: ReactNode;
}

/** A card in the middle; it scrolls where the screen is small or the words are long. */
export function Door({ title, intro, children, below }: DoorProps) {
	return (
		<main className={styles.door}>
			<div className={styles.card}>
				<Logo />
				<h1 className={styles.title}>{title}</h1>
				{intro && <p className={styles.intro}>{intro}</p>}
				{children}
			</div>
			{below}
		</main>
	);
}
