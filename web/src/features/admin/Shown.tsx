// What stands where a list is loading, empty or failed.
import { CloudAlert, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { useT } from "@/lib/i18n";
import { problemOf } from "@/matrix/problem";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { SkeletonRows } from "@/ui/Skeleton";
import styles from "./Admin.module.css";
import type { Pages } from "./api";

interface FailedProps {
	error: Error;
	onRetry: () => void;
}

/** The words, and another try. */
export function Failed({ error, onRetry }: FailedProps) {
	const t = useT();
	return (
		<Empty icon={CloudAlert} action={<Button onPress={onRetry}>{t("admin.retry")}</Button>}>
			{problemOf(error, t)}
		</Empty>
	);
}

interface ListProps<I> {
	pages: Pages<I>;
	icon: LucideIcon;
	/** What belongs here. */
	empty: string;
	/** One thing. */
	children: (item: I) => ReactNode;
}

/** A list with its button for more. */
export function List<I>({ pages, icon, empty, children }: ListProps<I>) {
	const t = useT();
	const { items, error, more, reload } = pages;
	if (error && !items) return <Failed error={error} onRetry={reload} />;
	if (!items) return <SkeletonRows rows={6} label={t("admin.loading")} />;
	if (items.length === 0 && !more) return <Empty icon={icon}>{empty}</Empty>;
	return (
		<>
			<ul className={styles.list}>{items.map(children)}</ul>
			{more && (
				<div className={styles.more}>
					<Button onPress={more}>{t("admin.more")}</Button>
				</div>
			)}
		</>
	);
}
