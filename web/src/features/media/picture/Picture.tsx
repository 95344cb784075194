// A picture in a box of known size: blurred, then itself; or why it cannot be shown, and what can be done.
import { Download, ImageOff, Play, RotateCw } from "lucide-react";
import { type CSSProperties, useEffect, useRef, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useLanguage, useT } from "@/lib/i18n";
import { sizeWords } from "@/lib/size";
import { type Loaded, useMedia } from "@/matrix/media";
import { Button } from "@/ui/Button";
import type { Attached } from "../content";
import { Placeholder } from "../Placeholder";
import { saveAttached } from "../save";
import { failureWords } from "../words";
import { useReducedMotion } from "./motion";
import styles from "./Picture.module.css";

/** Pictures with more bytes are fetched when somebody asks: not everybody pays nothing for traffic. */
const unasked = 12_000_000;

interface PictureProps {
	attached: Attached;
	/** In pixels; absent: as large as its container. */
	box?: { width: number; height: number };
	/** What a press does, read aloud. */
	label: string;
	onOpen: () => void;
}

/** Presses open it once it is there. */
export function Picture({ attached, box, label, onOpen }: PictureProps) {
	const [wanted, setWanted] = useState((attached.bytes ?? 0) <= unasked || smallThumbnail(attached));
	const [attempt, setAttempt] = useState(0);
	const loaded = useMedia(wanted ? attached.thumbnail : null, attempt);
	const style = box && ({ "--w": `${box.width}px`, "--ratio": box.width / box.height } as CSSProperties);
	if (!attached.thumbnail || (loaded && "failure" in loaded))
		return (
			<div className={styles.box} style={style} data-failed>
				<Failure attached={attached} loaded={loaded} onRetry={() => setAttempt(attempt + 1)} />
			</div>
		);
	return (
		<div className={styles.box} style={style}>
			<Placeholder blurhash={attached.blurhash} />
			{!wanted && <AskFirst bytes={attached.bytes ?? 0} onPress={() => setWanted(true)} />}
			{loaded && "url" in loaded && (
				<Shown loaded={loaded} name={attached.caption ?? attached.name} label={label} onOpen={onOpen} />
			)}
		</div>
	);
}

/** A thumbnail of its own is small, however large the picture. */
function smallThumbnail({ source, thumbnail }: Attached): boolean {
	return thumbnail !== source || Boolean(thumbnail?.size);
}

function Shown({
	loaded,
	name,
	label,
	onOpen,
}: {
	loaded: Extract<Loaded, { url: string }>;
	name: string;
	label: string;
	onOpen: () => void;
}) {
	const still = useReducedMotion() && loaded.blob.type === "image/gif";
	const [broken, setBroken] = useState(false);
	const t = useT();
	if (broken) return <p className={styles.broken}>{failureWords("damaged", t)}</p>;
	if (still) return <StillGif loaded={loaded} name={name} />;
	return (
		<AriaButton className={styles.press ?? ""} aria-label={label} onPress={onOpen}>
			<img
				src={loaded.url}
				alt=""
				className={styles.picture}
				draggable={false}
				decoding="async"
				onError={() => setBroken(true)}
			/>
		</AriaButton>
	);
}

/** The first frame; it moves when it is pressed, for as long as it is in view. */
function StillGif({ loaded, name }: { loaded: Extract<Loaded, { url: string }>; name: string }) {
	const t = useT();
	const [moves, setMoves] = useState(false);
	const canvas = useRef<HTMLCanvasElement>(null);
	useEffect(() => {
		let shown = true;
		void createImageBitmap(loaded.blob).then(
			(frame) => {
				const element = canvas.current;
				if (!shown || !element) return;
				element.width = frame.width;
				element.height = frame.height;
				element.getContext("2d")?.drawImage(frame, 0, 0);
			},
			() => undefined,
		);
		return () => {
			shown = false;
		};
	}, [loaded]);
	return (
		<AriaButton
			className={styles.press ?? ""}
			aria-label={moves ? t("media.gif.stop", { name }) : t("media.gif.play", { name })}
			onPress={() => setMoves(!moves)}
		>
			{moves ? (
				<img src={loaded.url} alt="" className={styles.picture} draggable={false} />
			) : (
				<>
					<canvas ref={canvas} className={styles.picture} />
					<span className={styles.badge}>
						<Play size={14} aria-hidden /> GIF
					</span>
				</>
			)}
		</AriaButton>
	);
}

function AskFirst({ bytes, onPress }: { bytes: number; onPress: () => void }) {
	const t = useT();
	return (
		<AriaButton className={styles.ask ?? ""} onPress={onPress}>
			<Download size={18} aria-hidden />
			{t("media.loadPicture", { size: sizeWords(bytes, useLanguage()) })}
		</AriaButton>
	);
}

function Failure({
	attached,
	loaded,
	onRetry,
}: {
	attached: Attached;
	loaded: Loaded | undefined;
	onRetry: () => void;
}) {
	const t = useT();
	const failure = loaded && "failure" in loaded ? loaded.failure : "gone";
	return (
		<div className={styles.failure}>
			<ImageOff size={22} strokeWidth={1.75} aria-hidden />
			<span>{failureWords(failure, t)}</span>
			{failure === "network" && (
				<Button small icon={RotateCw} onPress={onRetry}>
					{t("media.retry")}
				</Button>
			)}
			{(failure === "huge" || failure === "type") && (
				<Button small icon={Download} onPress={() => void saveAttached(attached, t)}>
					{t("media.save")}
				</Button>
			)}
		</div>
	);
}
