// A message that is a place.
import { ExternalLink } from "lucide-react";
import type { MatrixEvent } from "matrix-js-sdk";
import { useT } from "@/lib/i18n";
import { coordinates, locationOf, mapLink, type Place } from "./geo";
import styles from "./Location.module.css";
import { MapPattern } from "./MapPattern";

const phone = matchMedia("(pointer: coarse)").matches;

/** The card, and the way to a map, which is another's site: opened only when pressed. */
export function LocationBody({ event }: { event: MatrixEvent }) {
	const t = useT();
	const { place, description } = locationOf(event.getContent());
	if (!place) return <em>{t("media.location.broken")}</em>;
	return (
		<div className={styles.body}>
			<LocationCard place={place} description={description} />
			<a className={styles.link} href={mapLink(place, phone)} target="_blank" rel="noopener noreferrer">
				<ExternalLink size={16} strokeWidth={1.75} aria-hidden /> {t("media.location.open")}
			</a>
		</div>
	);
}

/** What it is called, where it is, how exactly that is known. */
export function LocationCard({ place, description }: { place: Place; description: string }) {
	const t = useT();
	return (
		<div className={styles.card}>
			<MapPattern place={place} />
			{description && (
				<strong className={styles.description} dir="auto">
					{description}
				</strong>
			)}
			<span className={styles.coordinates}>
				{coordinates(place)}
				{place.accuracy !== null &&
					` · ${t("media.location.accuracy", { metres: Math.ceil(place.accuracy) })}`}
			</span>
		</div>
	);
}
