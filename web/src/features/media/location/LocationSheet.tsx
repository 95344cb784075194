// Sends a place: where I am, once, or one that I type.
import { LocateFixed } from "lucide-react";
import type { Room } from "matrix-js-sdk";
import { useState } from "react";
import { useT } from "@/lib/i18n";
import { useOutbox } from "@/matrix/useOutbox";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { coordinates, locationContent, type Place, parsePlace } from "./geo";
import styles from "./Location.module.css";
import { LocationCard } from "./LocationBody";

interface LocationSheetProps {
	room: Room;
	threadId: string | null;
	close: () => void;
}

type Problem = "media.location.denied" | "media.location.unknown" | "media.location.unsupported";

/** Nothing is asked of the device before the button is pressed, and nothing is followed after. */
export default function LocationSheet({ room, threadId, close }: LocationSheetProps) {
	const t = useT();
	const outbox = useOutbox();
	const own = useOwnPlace();
	const [typed, setTyped] = useState("");
	const [description, setDescription] = useState("");
	const written = typed.trim() ? parsePlace(typed) : null;
	const place = typed.trim() ? written : own.place;
	const send = () => {
		if (!place) return;
		const words = description.trim();
		const body = [words, coordinates(place)].filter(Boolean).join(", ");
		void outbox.send({
			roomId: room.roomId,
			threadId,
			type: "m.room.message",
			content: locationContent(place, words, place === own.place, body, Date.now()),
		});
		close();
	};
	return (
		<Dialog
			title={t("media.location.title")}
			isOpen
			onClose={close}
			actions={
				<Button kind="primary" isDisabled={!place} onPress={send}>
					{t("media.location.send")}
				</Button>
			}
		>
			<div className={styles.form}>
				{place ? (
					<LocationCard place={place} description={description.trim()} />
				) : (
					<p className={styles.remark}>{t("media.location.remark")}</p>
				)}
				<Button icon={LocateFixed} wide isPending={own.asking} onPress={own.ask}>
					{t("media.location.mine")}
				</Button>
				{own.problem && (
					<p role="alert" className={styles.problem}>
						{t(own.problem)}
					</p>
				)}
				<Field
					label={t("media.location.typed")}
					placeholder="22.2819, 114.158"
					value={typed}
					error={typed.trim() && !written ? t("media.location.notAPlace") : null}
					onChange={setTyped}
				/>
				<Field
					label={t("media.location.description")}
					maxLength={200}
					value={description}
					onChange={setDescription}
				/>
			</div>
		</Dialog>
	);
}

function useOwnPlace() {
	const [place, setPlace] = useState<Place | null>(null);
	const [asking, setAsking] = useState(false);
	const [problem, setProblem] = useState<Problem | null>(null);
	const ask = () => {
		if (!("geolocation" in navigator)) {
			setProblem("media.location.unsupported");
			return;
		}
		setAsking(true);
		setProblem(null);
		navigator.geolocation.getCurrentPosition(
			({ coords: { latitude, longitude, accuracy } }) => {
				setAsking(false);
				setPlace({ latitude, longitude, accuracy });
			},
			(error) => {
				setAsking(false);
				setProblem(
					error.code === error.PERMISSION_DENIED ? "media.location.denied" : "media.location.unknown",
				);
			},
			{ enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 },
		);
	};
	return { place, asking, problem, ask };
}
