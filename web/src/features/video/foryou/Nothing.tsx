// Why For You has nothing to show, in one line, and what helps.
import { CircleCheckBig, Clapperboard, EyeOff, Languages } from "lucide-react";
import { useNavigate } from "react-router";
import { useT } from "@/lib/i18n";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import type { Feed } from "../feed/Feed";
import { createPath, yourFeedPath } from "../paths";
import { useEngine } from "./engine";

const icons = { empty: Clapperboard, seen: CircleCheckBig, blocked: EyeOff, language: Languages };

/** Instead of a first video. */
export function Nothing({ feed }: { feed: Feed }) {
	const t = useT();
	const go = useNavigate();
	const { engine } = useEngine();
	const why = engine.barren ?? "empty";
	const again = () => {
		engine.again = true;
		void feed.refresh();
	};
	return (
		<Empty
			icon={icons[why]}
			action={
				why === "seen" ? (
					<Button kind="primary" onPress={again}>
						{t("video.feed.again")}
					</Button>
				) : (
					<Button kind="primary" onPress={() => void go(why === "empty" ? createPath() : yourFeedPath)}>
						{t(why === "empty" ? "video.makeFirst" : "video.feed.title")}
					</Button>
				)
			}
		>
			{t(`video.feed.nothing.${why}`)}
		</Empty>
	);
}
