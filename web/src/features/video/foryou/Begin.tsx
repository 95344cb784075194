// The first minute: a few interests, or none.
import { useState } from "react";
import { ToggleButton } from "react-aria-components";
import { useT } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import styles from "./ForYou.module.css";

interface BeginProps {
	/** What there is most of here. */
	tags: readonly string[];
	onDone: (chosen: readonly string[]) => void;
}

/** Over the first video, once. */
export function Begin({ tags, onDone }: BeginProps) {
	const t = useT();
	const [chosen, setChosen] = useState<readonly string[]>([]);
	const toggle = (tag: string, on: boolean) =>
		setChosen((now) => (on ? [...now, tag] : now.filter((one) => one !== tag)));
	return (
		<section className={styles.over} role="dialog" aria-labelledby="foryou-begin">
			<div className={styles.card}>
				<h2 id="foryou-begin">{t("video.feed.begin")}</h2>
				<p>{t("video.feed.beginWords")}</p>
				<div className={styles.tags}>
					{tags.map((tag) => (
						<ToggleButton
							key={tag}
							className={styles.tag ?? ""}
							isSelected={chosen.includes(tag)}
							onChange={(on) => toggle(tag, on)}
						>
							<bdi>#{tag}</bdi>
						</ToggleButton>
					))}
				</div>
				<div className={styles.actions}>
					<Button kind="quiet" onPress={() => onDone([])}>
						{t("video.feed.skip")}
					</Button>
					<Button kind="primary" isDisabled={chosen.length === 0} onPress={() => onDone(chosen)}>
						{t("video.feed.start")}
					</Button>
				</div>
			</div>
		</section>
	);
}
