// What the feed has learnt, readable.
import { useEffect, useState } from "react";
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { Group, Row } from "@/ui/List";
import { nameOfMaker } from "../../makers";
import type { Knowledge, Liking } from "../Core";
import { useEngine } from "../engine";
import styles from "./YourFeed.module.css";

/** So many of a kind. */
const most = 8;

/** All of it stays on this device. */
export function Knows() {
	const t = useT();
	const client = useClient();
	const { engine, state } = useEngine();
	const [known, setKnown] = useState<Knowledge>();
	useEffect(() => {
		// Asked anew when the mood has learnt something, or is another one.
		if (state) void engine.call("knows").then(setKnown, () => undefined);
	}, [engine, state]);
	if (!known) return null;
	const liked = known.tags.filter(({ liking }) => liking > 0).slice(0, most);
	const disliked = known.tags.filter(({ liking }) => liking < 0).slice(-most);
	const people = known.authors.filter(({ liking }) => liking > 0).slice(0, most);
	return (
		<Group
			title={t("video.feed.knows")}
			remark={t("video.feed.knowsRemark", { count: known.moments.length })}
		>
			{known.moments.length === 0 && <Row label={t("video.feed.knowsNothing")} />}
			<Bars label={t("video.feed.likes")} all={liked} name={(tag) => `#${tag}`} />
			<Bars label={t("video.feed.dislikes")} all={disliked} name={(tag) => `#${tag}`} />
			<Bars label={t("video.feed.people")} all={people} name={(who) => nameOfMaker(client, who)} />
		</Group>
	);
}

function Bars({
	label,
	all,
	name,
}: {
	label: string;
	all: readonly Liking[];
	name: (name: string) => string;
}) {
	if (all.length === 0) return null;
	return (
		<div className={styles.bars}>
			<h3>{label}</h3>
			<ul>
				{all.map((one) => (
					<li key={one.name}>
						<bdi>{name(one.name)}</bdi>
						<span className={styles.bar} aria-hidden>
							<span
								style={{ inlineSize: `${Math.round(Math.abs(one.liking) * 100)}%` }}
								data-less={one.liking < 0 || undefined}
							/>
						</span>
					</li>
				))}
			</ul>
		</div>
	);
}
