// The shape of what is coming, while it loads.
import styles from "./Skeleton.module.css";

/** Rows in the shape of a list of chats or people. */
export function SkeletonRows({ rows = 8, label }: { rows?: number; label: string }) {
	return (
		<div role="status" aria-label={label} className={styles.rows}>
			{Array.from({ length: rows }, (_, i) => (
				<div key={i} className={styles.row}>
					<span className={styles.circle} />
					<span className={styles.lines}>
						<span className={styles.line} />
						<span className={styles.line} />
					</span>
				</div>
			))}
		</div>
	);
}
