// Says of which other video one is made.
import { useEffect, useState } from "react";
import { type MessageId, useT } from "@/lib/i18n";
import { Notice } from "@/ui/Notice";
import { useVideoApi } from "../api";
import { learn, useVideo } from "../feed/videos";
import { useMaker } from "../makers";
import type { Video } from "../shapes";
import type { Use } from "./drafts";

const words: Record<Use["kind"], MessageId> = {
	sound: "video.useSoundOf",
	duet: "video.duetOf",
	stitch: "video.stitchFrom",
};

/** Nothing where none is. */
export function UseNote({ use }: { use: Use | null }) {
	const t = useT();
	const video = useUsed(use?.of ?? null);
	const { name } = useMaker(video?.author ?? "", 32);
	if (!use) return null;
	return <Notice kind="info">{video ? t(words[use.kind], { name }) : t("video.loading")}</Notice>;
}

/** The other video; asked for where it is not known. */
export function useUsed(id: string | null): Video | undefined {
	const api = useVideoApi();
	const video = useVideo(id);
	const [, setAsked] = useState(false);
	const known = video !== undefined;
	useEffect(() => {
		if (!id || known) return;
		// Gone: posting says so.
		api.video(id).then(
			(found) => learn([found]),
			() => setAsked(true),
		);
	}, [api, id, known]);
	return video;
}
