// Somebody who asks for something: who, their words, and the answers.
import type { ReactNode } from "react";
import { Link } from "react-router";
import styles from "./AskCard.module.css";

interface AskCardProps {
	/** Their page. */
	to: string;
	picture: ReactNode;
	name: string;
	userId: string;
	/** What they say with it. */
	words: string | null;
	/** Buttons. */
	children: ReactNode;
}

/** One in a list of them. */
export function AskCard({ to, picture, name, userId, words, children }: AskCardProps) {
	return (
		<article className={styles.card}>
			<Link to={to} className={styles.who}>
				{picture}
				<span className={styles.names}>
					<strong dir="auto">{name}</strong>
					<span className={styles.id} dir="ltr">
						{userId}
					</span>
				</span>
			</Link>
			{words && (
				<p className={styles.quote} dir="auto">
					{words}
				</p>
			)}
			<div className={styles.answers}>{children}</div>
		</article>
	);
}
