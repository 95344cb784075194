// A picture or film on the whole screen; to the sides, the chat's others.
import { ChevronLeft, ChevronRight, Download, Forward, X } from "lucide-react";
import type { MatrixEvent, Room } from "matrix-js-sdk";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Dialog as AriaDialog, Modal, ModalOverlay } from "react-aria-components";
import { useLanguage, useT } from "@/lib/i18n";
import { useMedia } from "@/matrix/media";
import { useName } from "@/matrix/people";
import { useClient } from "@/matrix/react";
import { Button, IconButton } from "@/ui/Button";
import { type Attached, attachedOf } from "../content";
import { Film } from "../film/FilmBody";
import { ProgressRing } from "../ProgressRing";
import { useMediaParts } from "../parts";
import { saveAttached } from "../save";
import { failureWords } from "../words";
import { loadOlderPictured, picturedAround } from "./collect";
import { useGestures } from "./gestures";
import { useBackCloses } from "./useBackCloses";
import styles from "./Viewer.module.css";

interface ViewerProps {
	room: Room;
	/** The one that was pressed. */
	first: MatrixEvent;
	onClose: () => void;
	onForward?: (event: MatrixEvent) => void;
}

/** Arrow keys turn the page, Escape closes; focus stays inside. */
export default function Viewer({ room, first, onClose, onForward }: ViewerProps) {
	const t = useT();
	const { plainWords } = useMediaParts();
	const { event, before, after, turn } = usePages(room, first);
	const [bare, setBare] = useState(false);
	const attached = useMemo(() => attachedOf(event.getType(), event.getContent()), [event]);
	useArrows(turn);
	useBackCloses(onClose);
	return (
		<ModalOverlay isOpen onOpenChange={(open) => !open && onClose()} className={styles.overlay ?? ""}>
			<Modal className={styles.modal ?? ""}>
				<AriaDialog className={styles.viewer ?? ""} aria-label={t("media.viewer")}>
					<Stage
						key={event.getId()}
						attached={attached}
						onPage={turn}
						onClose={onClose}
						onTap={() => setBare(!bare)}
					/>
					<header className={styles.bar} data-bare={bare || undefined}>
						<IconButton icon={X} label={t("media.close")} onPress={onClose} />
						<Who event={event} room={room} />
						{onForward && (
							<IconButton icon={Forward} label={t("media.forward")} onPress={() => onForward(event)} />
						)}
						<IconButton
							icon={Download}
							label={t("media.save")}
							onPress={() => void saveAttached(attached, t)}
						/>
					</header>
					<nav className={styles.sides} data-bare={bare || undefined}>
						<span>
							{before && (
								<IconButton icon={ChevronLeft} label={t("media.previous")} onPress={() => turn(-1)} />
							)}
						</span>
						<span>
							{after && <IconButton icon={ChevronRight} label={t("media.next")} onPress={() => turn(1)} />}
						</span>
					</nav>
					{attached.caption && !bare && (
						<p className={styles.caption} dir="auto">
							{plainWords(event.getContent())}
						</p>
					)}
				</AriaDialog>
			</Modal>
		</ModalOverlay>
	);
}

function useArrows(turn: (step: 1 | -1) => void): void {
	useEffect(() => {
		const pressed = (event: KeyboardEvent) => {
			// A film's controls and its seek bar have their own arrows.
			if (event.target instanceof HTMLVideoElement) return;
			const forwards = document.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
			const backwards = document.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
			if (event.key === forwards) turn(1);
			if (event.key === backwards) turn(-1);
		};
		addEventListener("keydown", pressed);
		return () => removeEventListener("keydown", pressed);
	}, [turn]);
}

function Who({ event, room }: { event: MatrixEvent; room: Room }) {
	const name = useName(event.getSender() ?? "", room);
	const when = new Intl.DateTimeFormat(useLanguage(), { dateStyle: "medium", timeStyle: "short" });
	return (
		<span className={styles.who}>
			<bdi>{name}</bdi>
			<small>{when.format(event.getTs())}</small>
		</span>
	);
}

/** Which one is shown, and the way to its neighbours; older ones are fetched when the oldest is reached. */
function usePages(room: Room, first: MatrixEvent) {
	const client = useClient();
	const [event, setEvent] = useState(first);
	const [all, setAll] = useState(() => picturedAround(room, first));
	const [exhausted, setExhausted] = useState(false);
	const at = all.findIndex((one) => one.getId() === event.getId());
	const oldest = all[0];
	useEffect(() => {
		if (at > 0 || exhausted || !oldest) return;
		let shown = true;
		loadOlderPictured(client, room, oldest).then(
			(more) => {
				if (!shown) return;
				if (more) setAll(picturedAround(room, oldest));
				else setExhausted(true);
			},
			// Offline: what is loaded can be looked at.
			() => shown && setExhausted(true),
		);
		return () => {
			shown = false;
		};
	}, [at, exhausted, oldest, client, room]);
	const turn = useCallback(
		(step: 1 | -1) => {
			const next = all[at + step];
			if (next) setEvent(next);
		},
		[all, at],
	);
	return { event, before: at > 0, after: at < all.length - 1, turn };
}

interface StageProps {
	attached: Attached;
	onPage: (step: 1 | -1) => void;
	onClose: () => void;
	onTap: () => void;
}

function Stage({ attached, ...actions }: StageProps) {
	const stage = useRef<HTMLDivElement>(null);
	const target = useRef<HTMLDivElement>(null);
	useGestures(stage, target, attached.source?.file?.url ?? attached.source?.mxc ?? "", actions);
	return (
		<div ref={stage} className={styles.stage}>
			<div ref={target} className={styles.target}>
				{attached.kind === "video" ? (
					<div className={styles.film}>
						<Film attached={attached} starts />
					</div>
				) : (
					<Whole attached={attached} />
				)}
			</div>
		</div>
	);
}

/** The picture in full; its thumbnail until it is there. */
function Whole({ attached }: { attached: Attached }) {
	const t = useT();
	const whole = useMedia(attached.source);
	const small = useMedia(attached.thumbnail);
	const [broken, setBroken] = useState(false);
	const failure = broken
		? "damaged"
		: !attached.source
			? "gone"
			: whole && "failure" in whole
				? whole.failure
				: null;
	if (failure)
		return (
			<div className={styles.failure}>
				<p>{failureWords(failure, t)}</p>
				{(failure === "huge" || failure === "type") && (
					<Button icon={Download} onPress={() => void saveAttached(attached, t)}>
						{t("media.save")}
					</Button>
				)}
			</div>
		);
	const loaded = whole ?? small;
	if (!loaded || "failure" in loaded) return <ProgressRing part={0} label={t("media.loading")} over />;
	return (
		<img
			src={loaded.url}
			alt={attached.caption ?? attached.name}
			className={styles.picture}
			style={
				attached.width && attached.height ? { aspectRatio: attached.width / attached.height } : undefined
			}
			draggable={false}
			onError={() => setBroken(true)}
		/>
	);
}
