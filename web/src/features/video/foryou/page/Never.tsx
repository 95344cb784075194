// What was sent away for ever, and the way back.
import { useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { Button } from "@/ui/Button";
import { Group, Row } from "@/ui/List";
import { nameOfMaker } from "../../makers";
import type { About } from "../Core";
import { useEngine } from "../engine";
import type { FeedSettings } from "../settings";

/** Nothing where nothing was sent away. */
export function Never({ never }: { never: FeedSettings["never"] }) {
	const t = useT();
	const client = useClient();
	const { engine } = useEngine();
	const all: readonly (About & { label: string })[] = [
		...never.tags.map((name) => ({ kind: "tag" as const, name, label: `#${name}` })),
		...never.authors.map((name) => ({ kind: "author" as const, name, label: nameOfMaker(client, name) })),
		...never.sounds.map((name) => ({ kind: "sound" as const, name, label: t("video.feed.aSound") })),
	];
	if (all.length === 0) return null;
	return (
		<Group title={t("video.feed.never")}>
			{all.map(({ kind, name, label }) => (
				<Row
					key={`${kind} ${name}`}
					label={<bdi>{label}</bdi>}
					value={
						<Button small onPress={() => void engine.call("say", { kind, name }, "allow")}>
							{t("video.feed.allow")}
						</Button>
					}
				/>
			))}
		</Group>
	);
}
