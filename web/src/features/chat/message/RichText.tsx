// Sanitised HTML as elements: nothing is ever set as HTML, and links, people, spoilers and code get what they need.
import type { Room } from "matrix-js-sdk";
import { createElement, Fragment, type ReactNode, useMemo } from "react";
import { CodeBlock } from "./CodeBlock";
import { Emoticon } from "./Emoticon";
import { sanitise } from "./html";
import { Linked, OuterLink } from "./Linked";
import { linkParts, matrixLink } from "./links";
import { Pill } from "./Pill";
import styles from "./RichText.module.css";
import { Spoiler } from "./Spoiler";

/** Deeper elements are shown as their text (spec: clients should limit the depth). */
const depthLimit = 60;

/** Elements that are shown as they are, without attributes. */
const bare = new Set(
	"del blockquote p ul sup sub li b i u strong em s code div table thead tbody tr th td caption summary details".split(
		" ",
	),
);

/** The HTML of a message. */
export function RichText({ html, room }: { html: string; room: Room }) {
	const content = useMemo(() => childrenOf(sanitise(html), room, 0), [html, room]);
	return <div className={styles.rich}>{content}</div>;
}

function childrenOf(parent: Node, room: Room, depth: number): ReactNode[] {
	return [...parent.childNodes].map((node, i) => <Fragment key={i}>{nodeOf(node, room, depth)}</Fragment>);
}

function nodeOf(node: Node, room: Room, depth: number): ReactNode {
	if (node.nodeType === Node.TEXT_NODE) return textOf(node, room);
	if (!(node instanceof Element)) return null;
	if (depth > depthLimit) return node.textContent;
	const tag = node.localName;
	const inside = () => childrenOf(node, room, depth + 1);
	if (bare.has(tag)) return createElement(tag, null, ...inside());
	switch (tag) {
		case "a":
			return linkOf(node, room, inside);
		case "span":
			return node.hasAttribute("data-mx-spoiler") ? (
				<Spoiler reason={node.getAttribute("data-mx-spoiler") ?? ""}>{inside()}</Spoiler>
			) : (
				inside()
			);
		case "pre":
			return <CodeBlock text={node.textContent} language={languageOf(node)} />;
		case "img":
			return <Emoticon mxc={node.getAttribute("src") ?? ""} name={node.getAttribute("alt") ?? ""} />;
		case "ol":
			return <ol start={Number(node.getAttribute("start")) || 1}>{inside()}</ol>;
		case "br":
			return <br />;
		case "hr":
			return <hr />;
		default:
			// Headings: big letters are for the app's own; a message's are bold.
			return /^h[1-6]$/.test(tag) ? <p className={styles.heading}>{inside()}</p> : inside();
	}
}

/** Inside of a link or of code an address is not a link of its own. */
function textOf(node: Node, room: Room): ReactNode {
	const text = node.nodeValue ?? "";
	const within = node.parentElement?.closest("a, code");
	if (within || linkParts(text).every((part) => !part.href)) return text;
	return <Linked text={text} room={room} />;
}

function linkOf(link: Element, room: Room, inside: () => ReactNode[]): ReactNode {
	const href = link.getAttribute("href");
	if (!href) return inside();
	const target = matrixLink(href);
	if (target) return <Pill target={target} room={room} words={link.textContent} />;
	return <OuterLink href={href}>{inside()}</OuterLink>;
}

function languageOf(pre: Element): string {
	const named = pre.querySelector("code")?.getAttribute("class") ?? "";
	return /(?:^|\s)language-([\w+#-]{1,30})/.exec(named)?.[1] ?? "";
}
