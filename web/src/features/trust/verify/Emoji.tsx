// Seven emoji with their names, as both sides see them (spec: SAS method, emoji).
import { type MessageId, useT } from "@/lib/i18n";
import styles from "./Emoji.module.css";

/** In the order in which they are compared. */
export function Emoji({ emoji }: { emoji: readonly (readonly [string, string])[] }) {
	const t = useT();
	return (
		<ol className={styles.emoji}>
			{emoji.map(([sign, name], i) => (
				<li key={i}>
					<span aria-hidden>{sign}</span>
					<small>{t(`trust.sas.${slug(name)}` as MessageId)}</small>
				</li>
			))}
		</ol>
	);
}

/** "Light Bulb" → "lightBulb": the end of the message's id. */
function slug(name: string): string {
	const bare = name.replaceAll(" ", "");
	return bare.charAt(0).toLowerCase() + bare.slice(1);
}
