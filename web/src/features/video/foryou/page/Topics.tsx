// More or less of what there is.
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { Group, Row } from "@/ui/List";
import type { FeedState } from "../Core";
import { Slider } from "./Slider";

/** So many at first. */
const few = 8;

interface TopicsProps {
	state: FeedState;
	onChange: (topics: Map<string, number>) => void;
}

/** A slider for each tag: those that were moved come first, then what there is most of. */
export function Topics({ state: { tags, settings }, onChange }: TopicsProps) {
	const t = useT();
	const [all, setAll] = useState(false);
	// In the order in which one came here: a slider does not run away from the finger.
	const [order] = useState(() => [...new Set([...settings.topics.keys(), ...tags.map(({ tag }) => tag)])]);
	if (order.length === 0) return null;
	const set = (tag: string, value: number) => {
		const topics = new Map(settings.topics);
		if (Math.abs(value) < 0.01) topics.delete(tag);
		else topics.set(tag, value);
		onChange(topics);
	};
	return (
		<Group title={t("video.feed.topics")} remark={t("video.feed.topicsRemark")}>
			{order.slice(0, all ? 60 : few).map((tag) => (
				<Slider
					key={tag}
					short
					label={`#${tag}`}
					least={t("video.feed.less")}
					most={t("video.feed.more")}
					value={settings.topics.get(tag) ?? 0}
					range={[-1, 1]}
					onChange={(value) => set(tag, value)}
				/>
			))}
			{!all && order.length > few && <Row label={t("video.feed.allTopics")} onPress={() => setAll(true)} />}
		</Group>
	);
}
