// What opens over the player: comments, the menu of a video, the choice of chats.
import { lazy, Suspense } from "react";
import { CommentsPanel } from "../comments/CommentsPanel";
import type { Feed } from "../feed/Feed";
import { ReportSheet } from "../report/ReportSheet";
import { VideoMenu } from "./VideoMenu";

const SaveSheet = lazy(async () => ({ default: (await import("../saved/SaveSheet")).SaveSheet }));
const WhySheet = lazy(async () => ({ default: (await import("../foryou/WhySheet")).WhySheet }));
const ShareSheet = lazy(() => import("../share/ShareSheet"));

/** One at a time, about one video. */
export interface Layer {
	kind: "menu" | "comments" | "share" | "save" | "report" | "why";
	id: string;
}

interface LayersProps {
	layer: Layer | null;
	onLayer: (layer: Layer | null) => void;
	feed: Feed;
}

/** The open one, if one is. */
export function Layers({ layer, onLayer, feed }: LayersProps) {
	if (!layer) return null;
	const { kind, id } = layer;
	const close = () => onLayer(null);
	switch (kind) {
		case "comments":
			return <CommentsPanel key={id} id={id} onClose={close} />;
		case "menu":
			return (
				<VideoMenu
					id={id}
					onClose={close}
					onShare={() => onLayer({ kind: "share", id })}
					onSave={() => onLayer({ kind: "save", id })}
					onWhy={() => onLayer({ kind: "why", id })}
					onReport={() => onLayer({ kind: "report", id })}
					onDrop={() => feed.drop(id)}
				/>
			);
		case "share":
			return (
				<Suspense>
					<ShareSheet id={id} onClose={close} />
				</Suspense>
			);
		case "save":
			return (
				<Suspense>
					<SaveSheet id={id} onClose={close} />
				</Suspense>
			);
		case "why":
			return (
				<Suspense>
					<WhySheet id={id} feed={feed} onClose={close} />
				</Suspense>
			);
		case "report":
			return <ReportSheet about={{ kind: "video", id }} onClose={close} dark />;
	}
}
