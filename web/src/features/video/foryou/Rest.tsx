// A gentle stop: the time that one set oneself is over, or it is late.
import { Clock, Moon } from "lucide-react";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { isQuiet } from "@/lib/quietHours";
import { useSettings } from "@/lib/settings";
import { Button } from "@/ui/Button";
import { useEngine } from "./engine";
import styles from "./ForYou.module.css";
import { dayOf } from "./today";

/** Minutes that "a little longer" adds. */
const longer = 10;

/** Until when one goes on all the same, in seconds of today and as a time of day: for as long as the page lives. */
let allowed = { seconds: 0, until: 0 };

/** It is time to stop. */
interface Resting {
	late: boolean;
	/** Watched today. */
	seconds: number;
	goOn: () => void;
}

/** `null`: not yet. */
export function useRest(): Resting | null {
	const { state } = useEngine();
	const { videoMinutes, videoRest, videoRestFrom, videoRestTo } = useSettings();
	const [now, setNow] = useState(() => new Date());
	useEffect(() => {
		const timer = setInterval(() => setNow(new Date()), 15_000);
		return () => clearInterval(timer);
	}, []);
	const seconds = state?.days.get(dayOf(now)) ?? 0;
	const over = videoMinutes > 0 && seconds >= Math.max(videoMinutes * 60, allowed.seconds);
	const late = videoRest && isQuiet(videoRestFrom, videoRestTo, now) && now.getTime() >= allowed.until;
	if (!over && !late) return null;
	const goOn = () => {
		allowed = {
			seconds: over ? seconds + longer * 60 : allowed.seconds,
			until: Date.now() + longer * 60_000,
		};
		setNow(new Date());
	};
	return { late, seconds, goOn };
}

/** Instead of the player, which neither plays nor fetches meanwhile. */
export function Rest({ late, seconds, goOn }: Resting) {
	const t = useT();
	const go = useNavigate();
	const { videoMinutes } = useSettings();
	const Icon = late ? Moon : Clock;
	return (
		<section className={styles.over} role="alertdialog" aria-labelledby="foryou-rest">
			<div className={styles.card}>
				<Icon size={32} strokeWidth={1.5} aria-hidden />
				<h2 id="foryou-rest">{t(late ? "video.feed.late" : "video.feed.over", { minutes: videoMinutes })}</h2>
				<p>{t("video.feed.today", { minutes: Math.round(seconds / 60) })}</p>
				<div className={styles.actions}>
					<Button kind="quiet" onPress={goOn}>
						{t("video.feed.longer", { minutes: longer })}
					</Button>
					<Button kind="primary" onPress={() => void go("/chats")}>
						{t("video.feed.stop")}
					</Button>
				</div>
			</div>
		</section>
	);
}
