// "Why this video?": what its place in the feed is made of, and how to bend it.
import { Ban, Minus, Music, Plus, SlidersHorizontal, UserX } from "lucide-react";
import { useLanguage, useT } from "@/lib/i18n";
import { useClient } from "@/matrix/react";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Group, Row } from "@/ui/List";
import { toast } from "@/ui/Toast";
import type { Feed } from "../feed/Feed";
import { useVideo } from "../feed/videos";
import { nameOfMaker } from "../makers";
import { yourFeedPath } from "../paths";
import type { About } from "./Core";
import { engineOf } from "./engine";
import styles from "./ForYou.module.css";
import { reasonWords } from "./reasonWords";

interface WhySheetProps {
	id: string;
	feed: Feed;
	onClose: () => void;
}

/** More reasons than a few are none. */
const most = 3;

/** Over the video. */
export function WhySheet({ id, feed, onClose }: WhySheetProps) {
	const t = useT();
	const language = useLanguage();
	const client = useClient();
	const engine = engineOf(client);
	const video = useVideo(id);
	const reasons = engine.why(id) ?? [];
	if (!video) return null;
	const nameOf = (who: string) => nameOfMaker(client, who);
	const { author, sound, tags } = video;
	/** Does it, says so, and lets something better come next. */
	const then = (act: Promise<unknown>, words: string, gone: boolean) => {
		onClose();
		void act.then(() => {
			toast(words);
			feed.rethink();
			if (gone) feed.drop(id);
		});
	};
	const never = (about: About, words: string) => then(engine.call("say", about, "never"), words, true);
	const mine = client.getSafeUserId() === author;
	return (
		<Dialog title={t("video.why")} isOpen onClose={onClose} dark>
			<ul className={styles.why}>
				{reasons.slice(0, most).map((reason) => (
					<li key={`${reason.kind} ${reason.tag ?? ""}`}>
						<span>{reasonWords(reason, { t, language, nameOf })}</span>
						{reason.moments.length > 0 && (
							<Button
								small
								onPress={() => then(engine.call("forget", reason.moments), t("video.why.forgotten"), false)}
							>
								{t("video.why.forget")}
							</Button>
						)}
					</li>
				))}
			</ul>
			<Group>
				<Row
					icon={Plus}
					label={t("video.why.more")}
					onPress={() => then(engine.tell(id, "more"), t("video.why.moreDone"), false)}
				/>
				<Row
					icon={Minus}
					label={t("video.why.less")}
					onPress={() => then(engine.tell(id, "less"), t("video.why.lessDone"), true)}
				/>
			</Group>
			<Group>
				<Row icon={SlidersHorizontal} label={t("video.feed.title")} to={yourFeedPath} />
			</Group>
			<Group>
				{tags.slice(0, 3).map((tag) => (
					<Row
						key={tag}
						icon={Ban}
						label={t("video.why.neverTag", { tag })}
						onPress={() => never({ kind: "tag", name: tag.toLowerCase() }, t("video.why.neverDone"))}
					/>
				))}
				{sound && (
					<Row
						icon={Music}
						label={t("video.why.neverSound")}
						onPress={() => never({ kind: "sound", name: sound.id }, t("video.why.neverDone"))}
					/>
				)}
				{!mine && (
					<Row
						icon={UserX}
						label={t("video.why.neverAuthor", { name: nameOf(author) })}
						onPress={() => never({ kind: "author", name: author }, t("video.why.neverDone"))}
					/>
				)}
			</Group>
		</Dialog>
	);
}
