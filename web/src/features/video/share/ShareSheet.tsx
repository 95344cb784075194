// Sends a video into chats.
import { useClient } from "@/matrix/react";
import { changeVideo, useVideo } from "../feed/videos";
import { engineOf } from "../foryou/engine";
import { useVideoParts } from "../parts";
import { shareMessage } from "./content";

/** Nothing where there are no chats to send to. */
export default function ShareSheet({ id, onClose }: { id: string; onClose: () => void }) {
	const { SendToChats } = useVideoParts();
	const client = useClient();
	const video = useVideo(id);
	if (!SendToChats || !video) return null;
	const sent = () => {
		changeVideo(id, (now) => ({ ...now, counts: { ...now.counts, shares: now.counts.shares + 1 } }));
		engineOf(client).act(id, "share", true);
	};
	return <SendToChats message={shareMessage(video)} onClose={onClose} onSent={sent} />;
}
