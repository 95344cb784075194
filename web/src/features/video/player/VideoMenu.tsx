// What else can be done with a video: opened by holding it, or by a right click.
import {
	ChartNoAxesColumn,
	CircleQuestionMark,
	EyeOff,
	Flag,
	FolderHeart,
	Link2,
	Music,
	Quote,
	Share2,
	Trash2,
	UserMinus,
	Users,
} from "lucide-react";
import { useState } from "react";
import { useLanguage, useT } from "@/lib/i18n";
import { choose, useSettings } from "@/lib/settings";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { useHost } from "@/matrix/useHost";
import { Chips } from "@/ui/Chips";
import { Confirm, Dialog } from "@/ui/Dialog";
import { Group, Row, SwitchRow } from "@/ui/List";
import { toast } from "@/ui/Toast";
import { useVideoApi } from "../api";
import { madeOfPath } from "../create/use";
import { useActs } from "../feed/acts";
import { putAway } from "../feed/unwanted";
import { useVideo } from "../feed/videos";
import { engineOf } from "../foryou/engine";
import { useMaker } from "../makers";
import { numbersPath, videoLink } from "../paths";
import type { Subtitles, Video } from "../shapes";
import { RepostRow } from "./RepostRow";
import { chooseRate, rates, useRate } from "./rate";
import { useSound } from "./sound";
import { chooseSubtitles, shownSubtitles, useSubtitleChoice } from "./subtitles";
import styles from "./VideoMenu.module.css";

interface VideoMenuProps {
	id: string;
	onClose: () => void;
	onShare: () => void;
	/** Into one of my collections. */
	onSave: () => void;
	/** Why it stands in the feed. */
	onWhy: () => void;
	onReport: () => void;
	/** It is not to be seen in this feed any more. */
	onDrop: () => void;
}

/** Over the video, which goes on. */
export function VideoMenu({ id, onClose, onShare, onSave, onWhy, onReport, onDrop }: VideoMenuProps) {
	const t = useT();
	const video = useVideo(id);
	const acts = useActs();
	const api = useVideoApi();
	const feed = engineOf(useClient());
	const { busy, run } = useAction();
	const { saveVideoData } = useSettings();
	const makes = useHost()?.video?.trim ?? false;
	const [asks, setAsks] = useState(false);
	const mine = useClient().getSafeUserId() === video?.author;
	const { name } = useMaker(video?.author ?? "", 48);
	const then = (act: () => void) => () => {
		act();
		onClose();
	};
	if (!video) return null;
	if (asks)
		return (
			<Confirm
				title={t("video.deleteTitle")}
				confirm={t("video.delete")}
				danger
				pending={busy}
				isOpen
				onClose={onClose}
				onConfirm={() => void run(() => api.remove(id)).then((done) => done && then(onDrop)())}
			>
				{t("video.deleteWords")}
			</Confirm>
		);
	return (
		<Dialog title={t("video.menu")} isOpen onClose={onClose} dark>
			<Rate />
			<SubtitleChoice of={video.subtitles} />
			<Group>
				{feed.why(id) && <Row icon={CircleQuestionMark} label={t("video.why")} onPress={onWhy} />}
				<Row icon={Share2} label={t("video.shareChat")} onPress={onShare} />
				{makes && <UseRows video={video} />}
				<Row icon={Link2} label={t("ui.copyLink")} onPress={then(() => void copy(id, t("ui.copied")))} />
				{video.saved !== null && <Row icon={FolderHeart} label={t("video.saveTo")} onPress={onSave} />}
				{video.reposted !== null && !mine && <RepostRow video={video} onDone={onClose} />}
				{!mine && (
					<Row
						icon={EyeOff}
						label={t("video.notThis")}
						detail={t("video.notThisWords")}
						onPress={then(() => {
							void putAway(id);
							void feed.tell(id, "less");
							onDrop();
						})}
					/>
				)}
				{video.following && (
					<Row
						icon={UserMinus}
						label={t("video.unfollowName", { name })}
						onPress={then(() => acts.follow(video.author, false))}
					/>
				)}
				{!mine && <Row icon={Flag} label={t("video.report")} danger onPress={onReport} />}
				<SwitchRow
					label={t("video.saveData")}
					detail={t("video.saveDataWords")}
					isSelected={saveVideoData}
					onChange={(on) => choose({ saveVideoData: on })}
				/>
				{mine && <Row icon={ChartNoAxesColumn} label={t("video.numbers")} to={numbersPath(id)} />}
				{mine && <Row icon={Trash2} label={t("video.delete")} danger onPress={() => setAsks(true)} />}
			</Group>
		</Dialog>
	);
}

/** What one may make of it. */
function UseRows({ video: { id, mayDuet, mayStitch, sound } }: { video: Video }) {
	const t = useT();
	return (
		<>
			{mayDuet && <Row icon={Users} label={t("video.duet")} to={madeOfPath("duet", id)} />}
			{mayStitch && <Row icon={Quote} label={t("video.stitch")} to={madeOfPath("stitch", id)} />}
			{sound && <Row icon={Music} label={t("video.useSound")} to={madeOfPath("sound", sound.id)} />}
		</>
	);
}

/** In which language one reads along. */
function SubtitleChoice({ of }: { of: readonly Subtitles[] }) {
	const t = useT();
	const language = useLanguage();
	const { muted } = useSound();
	const shown = shownSubtitles(of, useSubtitleChoice(), { muted, language });
	if (of.length === 0) return null;
	return (
		<div className={styles.rate}>
			<span>{t("video.subtitles")}</span>
			<Chips
				label={t("video.subtitles")}
				options={[
					{ value: "off", label: t("video.subtitlesOff") },
					...of.map((one) => ({ value: one.language, label: one.label })),
				]}
				value={shown?.language ?? "off"}
				onChange={chooseSubtitles}
			/>
		</div>
	);
}

function Rate() {
	const t = useT();
	const rate = useRate();
	return (
		<div className={styles.rate}>
			<span>{t("video.speed")}</span>
			<Chips
				label={t("video.speed")}
				options={rates.map((one) => ({ value: String(one), label: `${one}×` }))}
				value={String(rate)}
				onChange={(chosen) => chooseRate(Number(chosen))}
			/>
		</div>
	);
}

const copy = (id: string, done: string): Promise<void> =>
	navigator.clipboard.writeText(videoLink(id)).then(() => toast(done));
