// Why a video of mine was taken away, and my objection to it.
import { ShieldAlert, ShieldCheck } from "lucide-react";
import { useCallback, useState } from "react";
import { useNavigate } from "react-router";
import { type MessageId, useT } from "@/lib/i18n";
import { ruleLabel } from "@/lib/videoRules";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { SkeletonRows } from "@/ui/Skeleton";
import { useVideoApi, type VideoApi } from "../api";
import { Caption } from "../Caption";
import { changeVideo, learn, useVideo } from "../feed/videos";
import { useAnswer } from "../find/calls";
import { personPath, videoPath } from "../paths";
import type { Video } from "../shapes";
import { Trouble } from "../Trouble";
import styles from "./Removed.module.css";

/** Mount with the id as key. */
export function RemovedPage({ id }: { id: string }) {
	const t = useT();
	const go = useNavigate();
	const me = useClient().getSafeUserId();
	const ask = useCallback(
		async (api: VideoApi) => {
			const video = await api.video(id);
			learn([video]);
			return video;
		},
		[id],
	);
	const { error, retry } = useAnswer(ask);
	const video = useVideo(id);
	return (
		<Page title={t("video.removedTitle")} onBack={() => void go(personPath(me))} backOnDesktop>
			{error && !video && <Trouble error={error} onRetry={retry} meanings={{ M_NOT_FOUND: "video.gone" }} />}
			{!error && !video && <SkeletonRows rows={3} label={t("video.loading")} />}
			{video && (video.removed ? <Why video={video} removed={video.removed} /> : <Back id={id} />)}
		</Page>
	);
}

/** It is not taken away, or not any more. */
function Back({ id }: { id: string }) {
	const t = useT();
	const go = useNavigate();
	return (
		<Empty
			icon={ShieldCheck}
			action={<Button onPress={() => void go(videoPath(id))}>{t("video.watch")}</Button>}
		>
			{t("video.removedNot")}
		</Empty>
	);
}

function Why({ video, removed }: { video: Video; removed: NonNullable<Video["removed"]> }) {
	const t = useT();
	const rule = ruleLabel(removed.reason);
	return (
		<div className={styles.column}>
			<div className={styles.about}>
				{video.playback?.poster && (
					<img src={video.playback.poster} alt="" className={styles.poster} draggable={false} />
				)}
				<div className={styles.words}>
					<p className={styles.rule}>
						<ShieldAlert size={18} strokeWidth={1.75} aria-hidden />
						{rule ? t(rule) : removed.reason}
					</p>
					<p>{t("video.removedWords")}</p>
					{video.caption && (
						<div className={styles.caption}>
							<Caption text={video.caption} />
						</div>
					)}
				</div>
			</div>
			{removed.appeal ? (
				<Notice kind={removed.appeal === "refused" ? "warning" : "info"}>
					{t(`video.appeal.${removed.appeal}` as MessageId)}
				</Notice>
			) : (
				<Appeal id={video.id} />
			)}
		</div>
	);
}

function Appeal({ id }: { id: string }) {
	const t = useT();
	const api = useVideoApi();
	const { busy, run } = useAction();
	const [text, setText] = useState("");
	const send = () =>
		void run(async () => {
			await api.call("post", "videos/{id}/appeal", { path: { id }, body: { text: text.trim() } });
			changeVideo(id, (now) => ({ ...now, removed: now.removed && { ...now.removed, appeal: "open" } }));
		});
	return (
		<form
			className={styles.column}
			onSubmit={(event) => {
				event.preventDefault();
				if (text.trim()) send();
			}}
		>
			<Field
				label={t("video.appealText")}
				help={t("video.appealHelp")}
				lines={4}
				value={text}
				onChange={setText}
				maxLength={2_000}
			/>
			<Button kind="primary" type="submit" isPending={busy} isDisabled={!text.trim()}>
				{t("video.appealSend")}
			</Button>
		</form>
	);
}
