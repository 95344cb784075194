// The small sign beside a verified person's name.
import { BadgeCheck } from "lucide-react";
import { useT } from "@/lib/i18n";
import { usePersonTrust } from "@/matrix/personTrust";
import styles from "./PersonBadge.module.css";

/** Nothing for people who are not verified. */
export function PersonBadge({ userId }: { userId: string }) {
	const t = useT();
	const trust = usePersonTrust(userId);
	if (!trust?.verified) return null;
	return (
		<BadgeCheck size={16} strokeWidth={2} className={styles.badge} aria-label={t("trust.person.verified")} />
	);
}
