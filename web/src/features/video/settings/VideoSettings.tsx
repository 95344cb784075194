// Who may follow me, and what others may do with my videos.
import { useCallback, useEffect, useState } from "react";
import { Link } from "react-router";
import { type MessageId, useT } from "@/lib/i18n";
import type { Told } from "@/matrix/causeway";
import { useClient } from "@/matrix/react";
import { useAction } from "@/matrix/useAction";
import { Chips } from "@/ui/Chips";
import { Group, Row, SwitchRow } from "@/ui/List";
import { SkeletonRows } from "@/ui/Skeleton";
import { useVideoApi } from "../api";
import { personPath, requestsPath, yourFeedPath } from "../paths";
import { Trouble } from "../Trouble";
import styles from "./VideoSettings.module.css";

type Choices = Told<"VideoSettings">;
type Whom = Told<"Allowed">;

/** Who may do something. */
const whom: readonly Whom[] = ["everyone", "friends", "nobody"];

const asked: readonly { key: Exclude<keyof Choices, "private">; label: MessageId }[] = [
	{ key: "allow_comments", label: "video.mayComment" },
	{ key: "allow_duet", label: "video.mayDuet" },
	{ key: "allow_stitch", label: "video.mayStitch" },
];

/** A page of settings. */
export function VideoSettings() {
	const t = useT();
	const { choices, error, retry, choose } = useChoices();
	const me = useClient().getSafeUserId();
	if (error && !choices) return <Trouble error={error} onRetry={retry} />;
	if (!choices) return <SkeletonRows rows={4} label={t("video.loading")} />;
	return (
		<>
			<Group>
				<Row label={t("video.feed.title")} to={yourFeedPath} />
			</Group>
			<Group title={t("video.settings.account")}>
				<SwitchRow
					label={t("video.settings.private")}
					detail={t("video.settings.privateWords")}
					isSelected={choices.private}
					onChange={(on) => choose({ private: on })}
				/>
				{choices.private && <Row label={t("video.requests")} to={requestsPath} />}
			</Group>
			<Group title={t("video.settings.others")} remark={t("video.settings.othersRemark")}>
				{asked.map(({ key, label }) => (
					<div key={key} className={styles.ask}>
						<span>{t(label)}</span>
						<Chips<Whom>
							label={t(label)}
							options={whom.map((value) => ({ value, label: t(`video.whom.${value}` as MessageId) }))}
							value={choices[key]}
							onChange={(value) => choose({ [key]: value })}
						/>
					</div>
				))}
			</Group>
			<Group>
				<Row label={t("video.mutedPeople")} to="/video/muted" />
				<Row label={t("video.blockedPeople")} to="/video/blocked" />
			</Group>
			<p className={styles.mine}>
				<Link to={personPath(me)}>{t("video.mine")}</Link>
			</p>
		</>
	);
}

/** What I chose; a choice shows at once, and is taken back where the server does not agree. */
function useChoices() {
	const api = useVideoApi();
	const { run } = useAction();
	const [choices, setChoices] = useState<Choices>();
	const [error, setError] = useState<Error>();
	const load = useCallback(() => {
		setError(undefined);
		api.call("get", "video_settings").then(setChoices, setError);
	}, [api]);
	useEffect(load, [load]);
	const choose = (change: Partial<Choices>) => {
		if (!choices) return;
		const now = { ...choices, ...change };
		setChoices(now);
		void run(() => api.call("put", "video_settings", { body: now })).then((done) => {
			if (!done) setChoices(choices);
		});
	};
	return { choices, error, retry: load, choose };
}
