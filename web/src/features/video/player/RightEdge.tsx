// The buttons at the edge: author, like, comment, share, save, sound.
import {
	Bookmark,
	Heart,
	type LucideIcon,
	MessageCircle,
	Plus,
	Share2,
	Volume2,
	VolumeX,
} from "lucide-react";
import { Link } from "react-router";
import { useLanguage, useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { countWords } from "../counts";
import { useActs } from "../feed/acts";
import { MakerAvatar } from "../MakerAvatar";
import { useMaker } from "../makers";
import { personPath } from "../paths";
import type { Video } from "../shapes";
import styles from "./RightEdge.module.css";
import { toggleSound, useSound } from "./sound";

interface RightEdgeProps {
	video: Video;
	onComments: () => void;
	onShare: () => void;
}

/** From the author down. */
export function RightEdge({ video, onComments, onShare }: RightEdgeProps) {
	const t = useT();
	const { muted } = useSound();
	const acts = useActs();
	const { counts } = video;
	return (
		<div className={styles.edge}>
			<Author video={video} />
			<Act
				icon={Heart}
				label={t("video.like")}
				count={counts.likes}
				pressed={video.liked}
				liked
				onPress={() => acts.like(video, !video.liked)}
			/>
			<Act icon={MessageCircle} label={t("video.comments")} count={counts.comments} onPress={onComments} />
			{video.saved !== null && (
				<Act
					icon={Bookmark}
					label={t("video.save")}
					count={counts.saves}
					pressed={video.saved}
					onPress={() => acts.save(video, !video.saved)}
				/>
			)}
			<Act icon={Share2} label={t("video.share")} count={counts.shares} onPress={onShare} />
			<Act
				icon={muted ? VolumeX : Volume2}
				label={t(muted ? "video.soundOn" : "video.soundOff")}
				onPress={toggleSound}
			/>
		</div>
	);
}

function Author({ video: { author, following } }: { video: Video }) {
	const t = useT();
	const acts = useActs();
	const { name } = useMaker(author, 48);
	const mine = useClient().getSafeUserId() === author;
	return (
		<div className={styles.author}>
			<Link to={personPath(author)} className={styles.face} aria-label={t("video.pageOf", { name })}>
				<MakerAvatar userId={author} size={48} />
			</Link>
			{!mine && !following && (
				<button
					type="button"
					className={styles.follow}
					aria-label={t("video.followName", { name })}
					onClick={() => acts.follow(author, true)}
				>
					<span>
						<Plus size={14} strokeWidth={3} aria-hidden />
					</span>
				</button>
			)}
		</div>
	);
}

interface ActProps {
	icon: LucideIcon;
	label: string;
	count?: number;
	pressed?: boolean;
	/** In the colour of love when it is pressed. */
	liked?: boolean;
	onPress: () => void;
}

function Act({ icon: Icon, label, count, pressed, liked, onPress }: ActProps) {
	const language = useLanguage();
	return (
		<button
			type="button"
			className={styles.act}
			aria-label={count ? `${label}, ${countWords(count, language)}` : label}
			aria-pressed={pressed}
			data-liked={(liked && pressed) || undefined}
			onClick={onPress}
		>
			<Icon size={29} strokeWidth={1.75} fill={pressed ? "currentColor" : "none"} aria-hidden />
			{count !== undefined && count > 0 && <span aria-hidden>{countWords(count, language)}</span>}
		</button>
	);
}
