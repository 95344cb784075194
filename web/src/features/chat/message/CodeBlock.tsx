// A block of code, left to right whatever the message's language, with a button to copy it.
import { useState } from "react";
import { useT } from "@/lib/i18n";
import styles from "./RichText.module.css";

/** `language` as the sender named it; may be empty. */
export function CodeBlock({ text, language }: { text: string; language: string }) {
	const t = useT();
	const [copied, setCopied] = useState(false);
	const copy = () =>
		void navigator.clipboard.writeText(text).then(
			() => setCopied(true),
			() => setCopied(false),
		);
	return (
		<div className={styles.code} dir="ltr">
			<header>
				<span>{language}</span>
				<button type="button" className={styles.copy} onClick={copy}>
					{t(copied ? "chat.copied" : "chat.action.copy")}
				</button>
			</header>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard (WCAG 2.1.1) */}
			<pre tabIndex={0}>{text.replace(/\n$/, "")}</pre>
		</div>
	);
}
