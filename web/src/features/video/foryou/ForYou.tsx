// For You: put in order on this device.
import { useEffect } from "react";
import { useFeed } from "../feed/feeds";
import { Player } from "../player/Player";
import { Begin } from "./Begin";
import { useEngine } from "./engine";
import styles from "./ForYou.module.css";
import { Line } from "./Line";
import { Nothing } from "./Nothing";
import { Rest, useRest } from "./Rest";

/** The player, and what may stand over it. */
export function ForYou() {
	const feed = useFeed({ kind: "forYou" });
	const { engine, state } = useEngine();
	useEffect(() => {
		// Whom one blocked or followed elsewhere meanwhile.
		void engine.refreshMine().catch(() => undefined);
	}, [engine]);
	const rest = useRest();
	if (rest) return <Rest {...rest} />;
	const begins = state?.packs === "ready" && !state.begun && state.tags.length >= 4;
	return (
		<>
			<Line />
			<div className={styles.under} inert={begins}>
				<Player feed={feed} nothing={<Nothing feed={feed} />} />
			</div>
			{begins && (
				<Begin
					tags={state.tags.slice(0, 18).map(({ tag }) => tag)}
					onDone={(tags) =>
						// What stands there already was chosen before anything was known.
						void engine.call("begin", tags).then(() => (tags.length > 0 ? feed.refresh() : undefined))
					}
				/>
			)}
		</>
	);
}
