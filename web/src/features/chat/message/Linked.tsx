// Plain words with their addresses made clickable.
import type { Room } from "matrix-js-sdk";
import { Fragment, type ReactNode, useMemo } from "react";
import { linkParts, matrixLink } from "./links";
import { Pill } from "./Pill";
import styles from "./RichText.module.css";

/** Addresses of people and rooms become pills. */
export function Linked({ text, room }: { text: string; room: Room }) {
	const parts = useMemo(() => linkParts(text), [text]);
	return parts.map((part, i) => {
		const target = part.href ? matrixLink(part.href) : null;
		if (target) return <Pill key={i} target={target} room={room} />;
		if (part.href)
			return (
				<OuterLink key={i} href={part.href}>
					{part.text}
				</OuterLink>
			);
		return <Fragment key={i}>{part.text}</Fragment>;
	});
}

/** A way out of the app: the other side learns nothing of us, and cannot reach back. */
export function OuterLink({ href, children }: { href: string; children: ReactNode }) {
	return (
		<a className={styles.link} href={href} target="_blank" rel="noopener noreferrer" title={href}>
			{children}
		</a>
	);
}
